import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { GivenList, RevocationLists } from '../../ports/revocation-lists.ts';
import type { TrustProposal, TrustProposals } from '../../ports/trust-proposals.ts';
import type { RegisteredAnchor, TrustRegister } from '../../ports/trust-register.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';

export type ReadTrustDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly register: Pick<TrustRegister, 'all'>;
  readonly proposals: Pick<TrustProposals, 'all'>;
  readonly lists: Pick<RevocationLists, 'all'>;
};

export type TrustState = {
  readonly anchors: readonly RegisteredAnchor[];
  readonly proposals: readonly TrustProposal[];
  readonly lists: readonly GivenList[];
};

/** The trust list as it stands, what is proposed for it, and the revocation lists that operators gave. */
export async function readTrust(deps: ReadTrustDependencies, actor: Actor): Promise<Result<TrustState>> {
  const permitted = await readable(deps, actor, 'read-install', { kind: 'install', id: 'install' });
  if (!permitted.ok) return permitted;
  const [anchors, proposals, lists] = [await deps.register.all(), await deps.proposals.all(), await deps.lists.all()];
  return succeed({ anchors, proposals, lists });
}
