import type { AccessKey } from '../../model/access/access-key.ts';
import { directSealingState } from '../../model/access/access-key.ts';
import type { RecordedActor } from '../../model/access/actor.ts';
import { OPERATOR } from '../../model/access/organisation.ts';
import type { Role } from '../../model/access/roles.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Notice, NoticeKind } from '../../model/notices/notice.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import type { Collections } from '../../ports/collections.ts';
import type { TrustProposal } from '../../ports/trust-proposals.ts';
import { activePeopleOf } from '../accounts/people-records.ts';
import { anchorIdOf } from '../trust/proposed-trust.ts';

/** What two people have to agree on, beside batches: the second one is told that it waits, the first one what became of it. */

const SEAL_APPROVERS: readonly Role[] = ['administrator', 'sealer'];

/** What is to be told of a seal as it stands now. `makerId`: the organisation of its manufacturer. */
export function noticesOfSeal(seal: SealVersion, makerId: string | null): readonly Notice[] {
  const { manufacturerId, version, proposedBy, approvedBy } = seal;
  const base = { path: `manufacturers/${manufacturerId}#seals`, reference: `${manufacturerId} ${version}`, count: 1 };
  if (seal.state === 'approved' && approvedBy !== null)
    return toldToProposer('seal-approved', proposedBy, { ...base, by: approvedBy.id });
  if (seal.state !== 'proposed' || makerId === null) return [];
  const to = { kind: 'roles', organisationId: makerId, roles: SEAL_APPROVERS } as const;
  return [{ ...base, kind: 'seal-proposed', to, by: proposedBy.id }];
}

/** What is to be told of roles that wait for a second person. */
export async function noticesOfRoles(
  collections: Pick<Collections, 'list'>,
  { id, organisationId, proposal }: Person,
): Promise<readonly Notice[]> {
  if (proposal === null) return [];
  const { proposedBy, roles } = proposal;
  const to = await administratorsBeside(collections, organisationId, [id, proposedBy.id]);
  const base = { path: `people/${id}`, reference: '', count: roles.length, by: proposedBy.id };
  return [{ ...base, kind: 'roles-proposed', to }];
}

/** Who got roles that a second person approved. */
export function noticeOfApprovedRoles({ id, roles }: Person, by: string): Notice {
  const to = { kind: 'people', ids: [id] } as const;
  return { kind: 'roles-approved', to, path: 'account', reference: '', count: roles.length, by };
}

/** What is to be told of an access key that is to seal, or now seals, without a second person. */
export async function noticesOfGrant(
  collections: Pick<Collections, 'list'>,
  key: AccessKey,
): Promise<readonly Notice[]> {
  const { directSealing, organisationId, id } = key;
  if (directSealing === null) return [];
  const { proposedBy, approvedBy } = directSealing;
  const base = { path: 'access-keys', reference: id, count: 1 };
  if (directSealingState(key) === 'granted')
    return toldToProposer('key-sealing-approved', proposedBy, { ...base, by: approvedBy?.id ?? '' });
  const to = await administratorsBeside(collections, organisationId, [proposedBy.id]);
  const path = `access-keys/${id}/sealing/approve`;
  return [{ ...base, kind: 'key-sealing-proposed', to, path, by: proposedBy.id }];
}

/** What is to be told of a change of the trust list. `by`: who did it. */
export function noticesOfTrust(
  { id, change, proposedBy }: TrustProposal,
  step: 'proposed' | 'approved' | 'rejected',
  by: string,
): readonly Notice[] {
  const base = { path: 'administration/trust', reference: anchorIdOf(change), count: 1, by };
  if (step !== 'proposed') return toldToProposer(`trust-${step}`, proposedBy, base);
  const to = { kind: 'roles', organisationId: OPERATOR.id, roles: ['administrator'] } as const;
  return [{ ...base, kind: 'trust-proposed', to, path: `administration/trust/proposals/${id}` }];
}

type WithoutAudience = Omit<Notice, 'kind' | 'to'>;

function toldToProposer(
  kind: NoticeKind,
  { kind: of, id }: Pick<RecordedActor, 'kind' | 'id'>,
  base: WithoutAudience,
): readonly Notice[] {
  return of === 'person' ? [{ ...base, kind, to: { kind: 'people', ids: [id] } }] : [];
}

/** Administrators of an organisation; those of the operator, who may decide, too, where all of its own have a part in it. */
async function administratorsBeside(
  collections: Pick<Collections, 'list'>,
  organisationId: string,
  concerned: readonly string[],
): Promise<Notice['to']> {
  const people = await activePeopleOf(collections, organisationId);
  const hasOther = people.some(({ id, roles }) => roles.includes('administrator') && !concerned.includes(id));
  return { kind: 'roles', organisationId: hasOther ? organisationId : OPERATOR.id, roles: ['administrator'] };
}
