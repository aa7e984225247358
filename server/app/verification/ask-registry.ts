import type { RegistryEvidence } from '#core/confirmation/evidence.ts';
import { mayLackWithdrawals } from '../../model/recovery/recovery-state.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';
import type { Registry } from '../../ports/registry.ts';

export type RegistryDependencies = {
  /** Null where this install keeps no registry: nothing can then come out valid. */
  readonly registry: Pick<Registry, 'find'> | null;
  /** What the registry lost when it was restored; absent where it never is. */
  readonly recovery?: Pick<RecoveryRegister, 'state' | 'mayBeLost'>;
};

/**
 * Looks up a number that a document gives; `sha256`: of the sealed file, lower-case hex. A number is taken on trust only to
 * find the record, never shown. A registry that cannot be asked is evidence, not a fault.
 */
export async function askRegistry(
  { registry, recovery }: RegistryDependencies,
  number: string,
  sha256: string,
): Promise<RegistryEvidence> {
  if (registry === null) return { kind: 'unreachable', detail: 'no registry is configured' };
  try {
    const record = await registry.find(number);
    if (record === null) return { kind: (await recovery?.mayBeLost(number)) === true ? 'lost' : 'unknown-number' };
    if (record.sha256 !== sha256) return { kind: 'different-bytes', record };
    const isUnconfirmed = mayLackWithdrawals((await recovery?.state()) ?? null);
    return isUnconfirmed ? { kind: 'identical', record, isUnconfirmed } : { kind: 'identical', record };
  } catch (fault) {
    return { kind: 'unreachable', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}
