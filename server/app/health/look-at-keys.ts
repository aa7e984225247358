import type { Fault } from '../../model/health/fault.ts';
import type { KeyLedger, KeyRecord } from '../../ports/key-ledger.ts';
import type { SigningKeys } from '../../ports/signing-keys.ts';

export type KeyHealthDependencies = {
  readonly ledger: Pick<KeyLedger, 'list'>;
  readonly keys: SigningKeys;
  /** The name of the source whose keys are files: others are not opened for the sake of health. */
  readonly fileSource: string;
  /** Whether this instance has a source of that name. Throws for a description of the sources that makes no sense. */
  readonly hasKeySource: (name: string) => boolean;
  /** The index of keys in a file, which does not count; null where there is none. */
  readonly strayKeyIndex: () => string | null;
};

/** Which keys that should sign cannot sign here, and why. Never throws. */
export async function lookAtKeys(deps: KeyHealthDependencies): Promise<readonly Fault[]> {
  return [...(await lookAtActive(deps)), ...lookAtStrayIndex(deps)];
}

async function lookAtActive(deps: KeyHealthDependencies): Promise<readonly Fault[]> {
  try {
    const active = (await deps.ledger.list()).filter(({ state }) => state === 'active');
    return (await Promise.all(active.map((key) => lookAtKey(deps, key)))).flat();
  } catch (cause) {
    return faultOf('keys-unreadable', null, cause);
  }
}

async function lookAtKey(
  { keys, fileSource, hasKeySource }: KeyHealthDependencies,
  { keyId, manufacturerId, algorithm, source }: KeyRecord,
): Promise<readonly Fault[]> {
  try {
    if (source === fileSource) await keys.activeKey(manufacturerId, algorithm);
    else if (!hasKeySource(source))
      return [{ code: 'key-not-here', keyId, message: `sources.json of this instance has no source ${source}` }];
    return [];
  } catch (cause) {
    return faultOf(namedCode(cause) === 'key-not-here' ? 'key-not-here' : 'key-unusable', keyId, cause);
  }
}

/** A store that cannot be asked is told by the look at the store. */
export function isOfStore(code: string): boolean {
  return code.startsWith('store-');
}

function faultOf(code: Fault['code'], keyId: string | null, cause: unknown): readonly Fault[] {
  if (isOfStore(namedCode(cause))) return [];
  return [{ code, keyId, message: cause instanceof Error ? cause.message : String(cause) }];
}

/** The code of a foreseen fault; empty where it has none. */
export function namedCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function lookAtStrayIndex({ strayKeyIndex }: KeyHealthDependencies): readonly Fault[] {
  const file = strayKeyIndex();
  if (file === null) return [];
  const message = `${file} does not count: the database says where each key stands`;
  return [{ code: 'key-index-not-counted', keyId: null, message }];
}
