import { z } from 'zod';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { ManufacturerEntry, ManufacturerRegister } from '../../ports/manufacturer-register.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { readableManufacturer } from '../access/read.ts';
import type { Unprintable } from '../confirmations/check-texts.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { readInput } from '../confirmations/read-input.ts';
import { sha256Hex } from '../digest.ts';
import { MAX_OUTLETS, outletsSchema } from './manufacturer-schema.ts';

export type KeepOutletsDependencies = ActDependencies & {
  readonly register: ManufacturerRegister;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer' | 'outlets'>;
  readonly unprintable: Unprintable;
};

/** The outlets of a manufacturer, and what tells this state of them from any other. */
export type KeptOutlets = { readonly outlets: readonly RegisteredOutlet[]; readonly seen: string };

/** The outlets of a manufacturer that the actor may read, by country and id. */
export async function listOutlets(
  deps: Pick<KeepOutletsDependencies, 'auditLog' | 'clock' | 'directory'>,
  manufacturerId: string,
  actor: Actor,
): Promise<Result<KeptOutlets>> {
  const permitted = await readableManufacturer(deps, manufacturerId, actor);
  if (!permitted.ok) return permitted;
  if ((await deps.directory.manufacturer(manufacturerId)) === null) return refuse('manufacturer-unknown');
  return succeed(kept(await deps.directory.outlets(manufacturerId)));
}

/**
 * Adds outlets, or changes those that have these ids; all others stay. None is ever removed, since documents name them: one
 * that serves no longer has a last day. Refused with `outlets-changed` where `seen` is not how they stand.
 */
export async function keepOutlets(
  deps: KeepOutletsDependencies,
  manufacturerId: string,
  input: unknown,
  actor: Actor,
): Promise<Result<KeptOutlets>> {
  const subject = { kind: 'manufacturer', id: manufacturerId } as const;
  const permitted = await authorize(deps, actor, 'keep-outlets', subject, { manufacturerId });
  if (!permitted.ok) return permitted;
  const schema = z.strictObject({ seen: z.string(), outlets: outletsSchema(deps.unprintable) });
  const parsed = readInput(schema, input);
  if (!parsed.ok) return parsed;
  const given = parsed.value.outlets.map((outlet) => ({ ...outlet, manufacturerId }));
  const act: Act = { stream: manufacturerStream(manufacturerId), actor, action: 'keep-outlets', subject };
  return performInStore(deps, act, async () => {
    const at = deps.clock.now();
    let isUnchanged = false;
    const answer = await deps.register.change<Result<KeptOutlets>>((registered) => {
      const former = registered.find(({ manufacturer }) => manufacturer.id === manufacturerId);
      if (former === undefined) return { save: null, answer: refuse('manufacturer-unknown') };
      const outlets = merged(former.outlets, given);
      // Sent twice: nothing is left to do.
      isUnchanged = hashOf(outlets) === hashOf(former.outlets);
      if (isUnchanged) return { save: null, answer: succeed(kept(outlets)) };
      if (hashOf(former.outlets) !== parsed.value.seen) return { save: null, answer: refuse('outlets-changed') };
      if (outlets.length > MAX_OUTLETS)
        return {
          save: null,
          answer: refuse('request-not-valid', {}, [fieldProblem('/outlets', 'too-long', { most: MAX_OUTLETS })]),
        };
      const detail = { outlets: String(outlets.length), given: String(given.length), sha256: hashOf(outlets) };
      const save: ManufacturerEntry = { manufacturer: former.manufacturer, outlets };
      return { save: { ...save, entry: auditEntry(act, 'succeeded', at, detail) }, answer: succeed(kept(outlets)) };
    });
    if (isUnchanged) await deps.auditLog.append(auditEntry(act, 'succeeded', at, { outcome: 'unchanged' }));
    return answer;
  });
}

function merged(former: readonly RegisteredOutlet[], given: readonly RegisteredOutlet[]): readonly RegisteredOutlet[] {
  const byId = new Map(given.map((outlet) => [outlet.id, outlet]));
  const known = new Set(former.map(({ id }) => id));
  return [...former.map((outlet) => byId.get(outlet.id) ?? outlet), ...given.filter(({ id }) => !known.has(id))];
}

function kept(outlets: readonly RegisteredOutlet[]): KeptOutlets {
  const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
  const sorted = outlets.toSorted((a, b) => compare(a.country, b.country) || compare(a.id, b.id));
  return { outlets: sorted, seen: hashOf(outlets) };
}

/** Whatever their order. */
function hashOf(outlets: readonly RegisteredOutlet[]): string {
  const texts = outlets.map((outlet) => canonicalJson(outlet)).toSorted();
  return sha256Hex(new TextEncoder().encode(texts.join('\n')));
}
