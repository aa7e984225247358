import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { KeyLedger, KeyRecord } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { NO_FILTERS, type Registry } from '../../ports/registry.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { RegisteredAnchor } from '../../ports/trust-register.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';
import { findVoucher } from './find-voucher.ts';
import { type AskedTrust, type ForeseeListDependencies, foreseeList } from './proposed-trust.ts';

export type ForeseeTrustDependencies = Pick<ActDependencies, 'auditLog'> &
  ForeseeListDependencies & {
    readonly ledger: Pick<KeyLedger, 'list'>;
    readonly directory: Pick<ManufacturerDirectory, 'manufacturers'>;
    readonly registry: Pick<Registry, 'list'>;
  };

/** `differs`: it is answered for before and after, but not by the same words or for the same days. */
export type TrustTurn = 'begins' | 'ceases' | 'differs';

/** A manufacturer for which an anchor begins or ceases to answer. */
export type TouchedManufacturer = Pick<TrustedManufacturer, 'code' | 'nameZh' | 'uscc' | 'test'> & {
  readonly turn: TrustTurn;
  /**
   * Confirmations of the one that is registered here, whatever anchor they stand under, counted up to `MOST_COUNTED`; null beyond the first
   * manufacturers, which alone are counted.
   */
  readonly confirmations: number | null;
};

/** What a change would do, by the same reading of list and certificates as that of a verification. */
export type TrustEffect = {
  readonly manufacturers: readonly TouchedManufacturer[];
  /** Keys of this install whose certificates begin or cease to be trusted for their manufacturers. */
  readonly keys: readonly (Pick<KeyRecord, 'keyId' | 'manufacturerId' | 'state'> & { readonly turn: TrustTurn })[];
};

/** Confirmations that are counted at most: the page says so many or more. */
export const MOST_COUNTED = 1_000;
const COUNTED_AT_ONCE = 100;
/** A page does not wait for the counts of more manufacturers than these. */
const MANUFACTURERS_COUNTED = 10;

/** What a change of the trust list would touch. Refused for what may not be changed so, and with `trust-unchanged` for what would change nothing. */
export async function foreseeTrust(
  deps: ForeseeTrustDependencies,
  asked: AskedTrust,
  actor: Actor,
): Promise<Result<TrustEffect>> {
  const permitted = await readable(deps, actor, 'read-install', { kind: 'install', id: 'install' });
  if (!permitted.ok) return permitted;
  const foreseen = await foreseeList(deps, asked);
  if (!foreseen.ok) return foreseen;
  const { before, after } = foreseen.value;
  const manufacturers = await deps.directory.manufacturers();
  return succeed({
    manufacturers: await touchedManufacturers(deps, before, after, manufacturers),
    keys: await touchedKeys(deps, before, after, manufacturers),
  });
}

async function touchedManufacturers(
  { registry }: ForeseeTrustDependencies,
  before: readonly RegisteredAnchor[],
  after: readonly RegisteredAnchor[],
  registered: readonly Manufacturer[],
): Promise<readonly TouchedManufacturer[]> {
  const [former, later] = [answeredFor(before), answeredFor(after)];
  const only = (one: Answered, other: Answered) =>
    [...one].filter(([pair]) => !other.has(pair)).map(([, maker]) => maker);
  const [ceasing, beginning] = [only(former, later), only(later, former)];
  const byUscc = new Map([...ceasing, ...beginning].map((manufacturer) => [manufacturer.uscc, manufacturer]));
  const touched: TouchedManufacturer[] = [];
  for (const { code, nameZh, uscc, test } of byUscc.values()) {
    const turn = turnOf(
      ceasing.some((one) => one.uscc === uscc),
      beginning.some((one) => one.uscc === uscc),
    );
    const own = registered.find((one) => one.uscc === uscc);
    const isCounted = touched.length < MANUFACTURERS_COUNTED;
    const confirmations = !isCounted ? null : own === undefined ? 0 : await countConfirmations(registry, own.id);
    touched.push({ code, nameZh, uscc, test, turn, confirmations });
  }
  return touched;
}

function turnOf(ceases: boolean, begins: boolean): TrustTurn {
  if (ceases && begins) return 'differs';
  return begins ? 'begins' : 'ceases';
}

type Answered = ReadonlyMap<string, TrustedManufacturer>;

/** Which anchor answers for which manufacturer, and as what: an entry that says something else is another pair. */
function answeredFor(anchors: readonly RegisteredAnchor[]): Answered {
  const active = anchors.filter(({ status }) => status === 'active');
  return new Map(
    active.flatMap(({ id, from, until, manufacturers }) =>
      manufacturers
        .filter(({ status }) => status === 'active')
        .map((one) => [JSON.stringify([id, from, until, one]), one] as const),
    ),
  );
}

async function countConfirmations(registry: Pick<Registry, 'list'>, manufacturerId: string): Promise<number> {
  let counted = 0;
  let cursor: string | null = null;
  do {
    const page = await registry.list({ ...NO_FILTERS, manufacturerId, limit: COUNTED_AT_ONCE, cursor });
    counted += (page?.items.length ?? 0) + (page?.damaged.length ?? 0);
    cursor = page?.nextCursor ?? null;
  } while (cursor !== null && counted < MOST_COUNTED);
  return Math.min(counted, MOST_COUNTED);
}

async function touchedKeys(
  { ledger, clock }: ForeseeTrustDependencies,
  before: readonly RegisteredAnchor[],
  after: readonly RegisteredAnchor[],
  registered: readonly Manufacturer[],
): Promise<TrustEffect['keys']> {
  const at = clock.now();
  const touched: TrustEffect['keys'][number][] = [];
  for (const key of await ledger.list()) {
    const manufacturer = registered.find(({ id }) => id === key.manufacturerId);
    if (manufacturer === undefined) continue;
    const was = await isVouchedFor(key, manufacturer, before, at);
    const is = await isVouchedFor(key, manufacturer, after, at);
    const { keyId, manufacturerId, state } = key;
    if (was !== is) touched.push({ keyId, manufacturerId, state, turn: turnOf(was, is) });
  }
  return touched;
}

async function isVouchedFor(
  { certificate, chain }: KeyRecord,
  manufacturer: Manufacturer,
  anchors: readonly TrustAnchor[],
  at: IsoInstant,
): Promise<boolean> {
  if (certificate === null) return false;
  const signer = { signer: certificate, others: chain };
  return (await findVoucher({ anchors: async () => anchors }, signer, manufacturer, at)).ok;
}
