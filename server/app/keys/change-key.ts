import { base64 } from '#core/bytes/base64.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type AuditAction, manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Owner } from '../../model/access/permissions.ts';
import { isBanned } from '../../model/keys/is-banned.ts';
import type { KeyLedger, KeyRecord, KeyState } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { type Act, type ActDependencies, auditEntry, performAllInStore } from '../access/act.ts';

/** What the life of a key needs. */
export type KeyDependencies = ActDependencies & {
  readonly ledger: KeyLedger;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer'>;
};

/** The steps in the life of a key: from which states, and to which. There is no way back from `compromised`. */
export const KEY_STEPS = {
  certify: { from: ['requested', 'certified'], to: 'certified', action: 'certify-key' },
  activate: { from: ['certified', 'suspended'], to: 'active', action: 'activate-key' },
  retire: { from: ['active'], to: 'retired', action: 'retire-key' },
  suspend: { from: ['certified', 'active'], to: 'suspended', action: 'suspend-key' },
  compromise: {
    from: ['requested', 'certified', 'active', 'retired', 'suspended', 'compromised'],
    to: 'compromised',
    action: 'mark-key-compromised',
  },
} as const satisfies Record<
  string,
  { readonly from: readonly KeyState[]; readonly to: KeyState; readonly action: AuditAction }
>;
export type KeyStep = keyof typeof KEY_STEPS;

/** What becomes of one key: the step, and what else of the record changes with it. */
export type KeyChange = {
  readonly keyId: string;
  readonly step: KeyStep;
  readonly with?: Partial<Pick<KeyRecord, 'certificate' | 'chain' | 'compromisedSince'>>;
};

/** The key of that id, or `key-unknown`. */
export async function findKey(ledger: Pick<KeyLedger, 'list'>, keyId: string): Promise<Result<KeyRecord>> {
  const key = (await ledger.list()).find((record) => record.keyId === keyId);
  return key === undefined ? refuse('key-unknown', { key: keyId.slice(0, 100) }) : succeed(key);
}

/** Whose key it is; nobody's where there is none. */
export async function keyOwner(ledger: Pick<KeyLedger, 'list'>, keyId: string): Promise<Owner> {
  const key = (await ledger.list()).find((record) => record.keyId === keyId);
  return key === undefined ? {} : { manufacturerId: key.manufacturerId };
}

/** The subject of an act on a key. */
export function keySubject(keyId: string) {
  return { kind: 'key', id: keyId } as const;
}

/**
 * Makes the steps of some keys in one atomic change, or none of them. `judge` says why not, from the records as they
 * stand then. The audit log is told of each step before the change and with it, so that no key changes its state unseen and
 * what it tells stands in the order of the changes. The caller has asked whether the actor may.
 */
export async function changeKeys(
  deps: Pick<KeyDependencies, 'ledger' | 'auditLog' | 'clock'>,
  changes: readonly KeyChange[],
  actor: Actor,
  judge: (records: readonly KeyRecord[]) => Result<null> = () => succeed(null),
): Promise<Result<readonly KeyRecord[]>> {
  const apply = (records: readonly KeyRecord[]): Result<readonly KeyRecord[]> => {
    const applied = applyAll(records, changes);
    const judged = applied.ok ? judge(records) : applied;
    return judged.ok ? applied : judged;
  };
  const foreseen = apply(await deps.ledger.list());
  if (!foreseen.ok) return foreseen;
  const acts = changes.map(({ step }, index) => actOf(step, foreseen.value[index] as KeyRecord, actor));
  return performAllInStore(deps, acts, () => {
    const at = deps.clock.now();
    return deps.ledger.change<Result<readonly KeyRecord[]>>((records) => {
      const answer = apply(records);
      if (!answer.ok) return { save: [], answer };
      return { save: answer.value, entries: acts.map((act) => auditEntry(act, 'succeeded', at)), answer };
    });
  });
}

function actOf(step: KeyStep, { keyId, manufacturerId, compromisedSince, ...key }: KeyRecord, actor: Actor): Act {
  const stream = manufacturerStream(manufacturerId);
  // A key that a restored install does not have must be known there as well.
  const detail =
    compromisedSince === null
      ? {}
      : { since: compromisedSince, algorithm: key.algorithm, publicKey: base64(key.publicKey) };
  return { stream, actor, action: KEY_STEPS[step].action, subject: keySubject(keyId), detail };
}

/** The steps that lead to signing. */
const REVIVING: ReadonlySet<KeyStep> = new Set(['certify', 'activate']);

function applyAll(records: readonly KeyRecord[], changes: readonly KeyChange[]): Result<readonly KeyRecord[]> {
  const changed: KeyRecord[] = [];
  for (const change of changes) {
    const key = records.find(({ keyId }) => keyId === change.keyId);
    if (key === undefined) return refuse('key-unknown', { key: change.keyId });
    const { from, to } = KEY_STEPS[change.step];
    const isAllowed = (from as readonly KeyState[]).includes(key.state);
    if (!isAllowed) return refuse('key-state-wrong', { key: key.keyId, state: key.state });
    if (REVIVING.has(change.step) && isBanned(records, key.publicKey)) return refuse('key-banned', { key: key.keyId });
    changed.push({ ...key, ...change.with, state: to });
  }
  return succeed(changed);
}
