import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { AuditEntry, AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeyLedger, KeyRecord, KeyState } from '../../ports/key-ledger.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';

/** What the life of a key needs. */
export type KeyDependencies = {
  readonly ledger: KeyLedger;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer'>;
  readonly auditLog: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
};

/** The steps in the life of a key: from which states, and to which. There is no way back from `compromised`. */
export const KEY_STEPS = {
  certify: { from: ['requested', 'certified'], to: 'certified', action: 'key-certified' },
  activate: { from: ['certified', 'suspended'], to: 'active', action: 'key-activated' },
  retire: { from: ['active'], to: 'retired', action: 'key-retired' },
  suspend: { from: ['certified', 'active'], to: 'suspended', action: 'key-suspended' },
  compromise: {
    from: ['requested', 'certified', 'active', 'retired', 'suspended', 'compromised'],
    to: 'compromised',
    action: 'key-compromised',
  },
} as const satisfies Record<
  string,
  { readonly from: readonly KeyState[]; readonly to: KeyState; readonly action: AuditEntry['action'] }
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

/**
 * Makes the steps of some keys in one atomic change, or none of them. `judge` says why not, from the records as they
 * stand then. The audit log is written first, so that no key changes its state unseen.
 */
export async function changeKeys(
  deps: Pick<KeyDependencies, 'ledger' | 'auditLog' | 'clock'>,
  changes: readonly KeyChange[],
  by: string,
  judge: (records: readonly KeyRecord[]) => Result<null> = () => succeed(null),
): Promise<Result<readonly KeyRecord[]>> {
  const apply = (records: readonly KeyRecord[]): Result<readonly KeyRecord[]> => {
    const applied = applyAll(records, changes);
    const judged = applied.ok ? judge(records) : applied;
    return judged.ok ? applied : judged;
  };
  const foreseen = apply(await deps.ledger.list());
  if (!foreseen.ok) return foreseen;
  for (const [index, change] of changes.entries()) await record(deps, change, foreseen.value[index] as KeyRecord, by);
  return deps.ledger.change((records) => {
    const answer = apply(records);
    return { save: answer.ok ? answer.value : [], answer };
  });
}

function applyAll(records: readonly KeyRecord[], changes: readonly KeyChange[]): Result<readonly KeyRecord[]> {
  const changed: KeyRecord[] = [];
  for (const change of changes) {
    const key = records.find(({ keyId }) => keyId === change.keyId);
    if (key === undefined) return refuse('key-unknown', { key: change.keyId });
    const { from, to } = KEY_STEPS[change.step];
    const isAllowed = (from as readonly KeyState[]).includes(key.state);
    if (!isAllowed) return refuse('key-state-wrong', { key: key.keyId, state: key.state });
    changed.push({ ...key, ...change.with, state: to });
  }
  return succeed(changed);
}

function record(
  { auditLog, clock }: Pick<KeyDependencies, 'auditLog' | 'clock'>,
  { step }: KeyChange,
  { keyId, manufacturerId, compromisedSince }: KeyRecord,
  by: string,
): Promise<void> {
  const since = compromisedSince === null ? {} : { since: compromisedSince };
  const detail = { keyId, manufacturer: manufacturerId, ...since };
  return auditLog.append({ at: clock.now(), by, action: KEY_STEPS[step].action, number: null, detail });
}
