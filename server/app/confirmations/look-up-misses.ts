import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { makerCodeOf } from '#core/confirmation/confirmation-number.ts';
import { SERVICE } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { type ActDependencies, auditEntry } from '../access/act.ts';

/** So many misses under one manufacturer within one period are told to it: by its audit chain, once a period. */
export const MISSES_TOLD = 20;
const PERIOD_MS = 3_600_000;

/** What a look-up missed: no number at all (its check character is wrong), a number never issued, or the VIN of one that was. */
export const MISS_KINDS = ['mistyped-number', 'unknown-number', 'unknown-vin'] as const;
export type MissKind = (typeof MISS_KINDS)[number];

/** Look-ups that found nothing, since this process began. */
export type MissCount = {
  /** Empty for numbers that name no manufacturer of this install. */
  readonly manufacturerId: string;
  readonly kind: MissKind;
  readonly misses: number;
};

export type LookUpMisses = {
  /** Counts a look-up by a number as it was typed. Never rejects: who asked gets an answer whatever happens here. */
  readonly count: (number: string, kind: MissKind) => Promise<void>;
  readonly counts: () => readonly MissCount[];
};

type Tally = { misses: Readonly<Record<MissKind, number>>; since: IsoInstant; sinceThen: number };

const NONE = { 'mistyped-number': 0, 'unknown-number': 0, 'unknown-vin': 0 } as const;

export type LookUpMissDependencies = ActDependencies & {
  readonly directory: Pick<ManufacturerDirectory, 'manufacturers'>;
};

/**
 * Counts look-ups of unknown numbers and wrong VINs by the manufacturer whose code the number bears: forged papers are looked
 * up again and again. One tally a manufacturer is all that is kept: neither numbers, nor VINs, nor who asked.
 */
export function openLookUpMisses(deps: LookUpMissDependencies): LookUpMisses {
  const tallies = new Map<string, Tally>();
  return {
    count: async (number, kind) => {
      try {
        const manufacturerId = await manufacturerOf(deps, number);
        const told = add(tallies, manufacturerId, kind, deps.clock.now());
        if (told !== null && manufacturerId !== '') await tell(deps, manufacturerId, told);
      } catch {
        // A store that does not answer says so elsewhere; what was typed must not tell.
      }
    },
    counts: () =>
      [...tallies].flatMap(([manufacturerId, { misses }]) =>
        MISS_KINDS.map((kind) => ({ manufacturerId, kind, misses: misses[kind] })),
      ),
  };
}

async function manufacturerOf({ directory }: LookUpMissDependencies, number: string): Promise<string> {
  const code = makerCodeOf(number);
  return (await directory.manufacturers()).find((one) => one.code === code)?.id ?? '';
}

/** Counts one; gives the tally where just now so many have come together that they are told. */
function add(tallies: Map<string, Tally>, manufacturerId: string, kind: MissKind, at: IsoInstant): Tally | null {
  const former = tallies.get(manufacturerId) ?? { misses: NONE, since: at, sinceThen: 0 };
  const isOver = Date.parse(at) - Date.parse(former.since) >= PERIOD_MS;
  const begun = isOver ? { since: at, sinceThen: 0 } : former;
  const misses = { ...former.misses, [kind]: former.misses[kind] + 1 };
  const tally = { misses, since: begun.since, sinceThen: begun.sinceThen + 1 };
  tallies.set(manufacturerId, tally);
  return tally.sinceThen === MISSES_TOLD ? tally : null;
}

function tell({ auditLog, clock }: LookUpMissDependencies, id: string, { since, sinceThen }: Tally): Promise<void> {
  const act = {
    stream: manufacturerStream(id),
    actor: SERVICE,
    action: 'count-missed-look-ups',
    subject: { kind: 'manufacturer', id },
    detail: { misses: String(sinceThen), since },
  } as const;
  return auditLog.append(auditEntry(act, 'succeeded', clock.now()));
}
