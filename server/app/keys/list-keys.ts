import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import type { KeyLedger, KeyRecord } from '../../ports/key-ledger.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';

export type ListKeysDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly ledger: Pick<KeyLedger, 'list'>;
};

/** The signing keys, in the order in which they came: all, or those of the actor's own manufacturer. */
export async function listKeys(deps: ListKeysDependencies, actor: Actor): Promise<Result<readonly KeyRecord[]>> {
  const permitted = await readable(deps, actor, 'read-manufacturer', { kind: 'key', id: 'all' });
  if (!permitted.ok) return permitted;
  const keys = await deps.ledger.list();
  return succeed(keys.filter(({ manufacturerId }) => isPermitted(actor, 'read-manufacturer', { manufacturerId })));
}
