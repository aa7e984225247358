import { type AccessKey, directSealingState } from '../../model/access/access-key.ts';
import { type Actor, isSamePerson } from '../../model/access/actor.ts';
import { isPermitted, reachOf } from '../../model/access/permissions.ts';
import type { Role } from '../../model/access/roles.ts';
import { isProposalOver } from '../../model/trust/proposal-standing.ts';
import type { SealRegister } from '../../ports/seal-register.ts';
import type { TrustProposals } from '../../ports/trust-proposals.ts';
import { activeKeysOfOrganisation, keysOfLeavers } from '../accounts/keys-of-makers.ts';
import { peopleWithProposal } from '../accounts/people-records.ts';
import { countApplications, type ReadApplicationsDependencies } from '../applications/read-applications.ts';
import type { BatchDependencies } from '../batches/batch-act.ts';
import { countProposed } from '../batches/read-batches.ts';
import { countRequests, type ListRequestsDependencies } from '../requests/list-requests.ts';

/** Something that waits for a person, with the page that lists it, below the language. */
export type Waiting = {
  readonly kind: (typeof WAITING_KINDS)[number];
  readonly path: string;
  /** Counted up to some bound. */
  readonly count: number;
  /** Some of what it is about, by name; left out where it has none. */
  readonly names?: readonly string[];
};
export const WAITING_KINDS = [
  'applications',
  'requests-submitted',
  'replacements-submitted',
  'requests-asked-back',
  'withdrawals-asked',
  'batches-proposed',
  'roles-proposed',
  'seals-proposed',
  'key-sealing-proposed',
  'keys-of-leavers',
  'trust-proposed',
] as const;

type WaitingDependencies = ListRequestsDependencies &
  BatchDependencies &
  ReadApplicationsDependencies & {
    readonly seals: Pick<SealRegister, 'list'>;
    readonly trustProposals: Pick<TrustProposals, 'all'>;
  };

/** What waits for this person now: nothing that another part has to do. */
export async function whatWaits(deps: WaitingDependencies, actor: Actor): Promise<readonly Waiting[]> {
  const has = (role: Role) => actor.roles.includes(role);
  const waiting: Waiting[] = [];
  if (has('clerk')) waiting.push(await toDecide(deps, 'issue', actor), await toDecide(deps, 'replacement', actor));
  if (has('requester')) waiting.push(await toAnswer(deps, actor));
  if (has('sealer')) waiting.push(await ofWithdrawals(deps, actor));
  if (
    has('sealer') &&
    isPermitted(actor, 'approve-batch', { manufacturerId: actor.organisation?.manufacturerId ?? '' })
  )
    waiting.push({ kind: 'batches-proposed', path: 'batches?state=proposed', count: await countProposed(deps, actor) });
  if (has('administrator')) waiting.push(await ofRoles(deps, actor));
  if (actor.organisation?.kind === 'manufacturer') waiting.push(await ofSeals(deps, actor));
  if (has('administrator') && reachOf(actor, 'read-applications') !== 'none')
    waiting.push({ kind: 'applications', path: 'applications', count: await countApplications(deps, actor) });
  if (has('administrator') && actor.organisation !== null) waiting.push(...(await ofKeys(deps, actor)));
  if (isPermitted(actor, 'approve-trust')) waiting.push(await ofTrust(deps, actor));
  return waiting.filter(({ count }) => count > 0);
}

/** Roles that this administrator may approve: proposed by somebody else, for somebody else. */
async function ofRoles({ collections }: BatchDependencies, actor: Actor): Promise<Waiting> {
  const reach = reachOf(actor, 'approve-roles');
  const people = reach === 'none' ? [] : await peopleWithProposal(collections, reach === 'all' ? null : ownId(actor));
  const others = people.filter(({ id, proposal }) => id !== actor.id && proposal?.proposedBy.id !== actor.id);
  const of = others.at(-1)?.organisationId ?? '';
  const query = of === ownId(actor) ? '' : `?organisation=${encodeURIComponent(of)}`;
  return { kind: 'roles-proposed', path: `people${query}`, count: others.length };
}

/** Seals of their manufacturer that somebody else proposed. */
async function ofSeals({ seals }: WaitingDependencies, actor: Actor): Promise<Waiting> {
  const manufacturerId = actor.organisation?.manufacturerId ?? '';
  const versions = isPermitted(actor, 'approve-seal', { manufacturerId }) ? await seals.list(manufacturerId) : [];
  const proposed = versions.filter((one) => one.state === 'proposed' && !isSamePerson(actor, one.proposedBy));
  return { kind: 'seals-proposed', path: 'manufacturer', count: proposed.length };
}

/** Changes of the trust list that somebody else proposed and that can still be approved. */
async function ofTrust({ trustProposals, clock }: WaitingDependencies, actor: Actor): Promise<Waiting> {
  const others = (await trustProposals.all())
    .filter((proposal) => !isProposalOver(proposal, clock.now()))
    .filter(({ proposedBy }) => !isSamePerson(actor, proposedBy));
  return { kind: 'trust-proposed', path: 'administration/trust', count: others.length };
}

function ownId({ organisation }: Actor): string {
  return organisation?.id ?? '';
}

/** Keys that a page names. */
const MOST_NAMES = 3;

/** Of the administrator's own organisation: grants that somebody else proposed, and keys whose maker has left. */
async function ofKeys(deps: BatchDependencies, actor: Actor): Promise<readonly Waiting[]> {
  const organisationId = actor.organisation?.id ?? '';
  const proposed = (await activeKeysOfOrganisation(deps, organisationId)).filter((key) => awaits(key, actor));
  const left = await keysOfLeavers(deps, organisationId);
  const waiting = (kind: Waiting['kind'], keys: readonly AccessKey[]): Waiting => {
    return { kind, path: 'access-keys', count: keys.length, names: keys.slice(0, MOST_NAMES).map(({ name }) => name) };
  };
  return [waiting('key-sealing-proposed', proposed), waiting('keys-of-leavers', left)];
}

/** Whether it waits for this administrator that the key seals without a second person. */
function awaits(key: AccessKey, actor: Actor): boolean {
  const { directSealing, organisationId } = key;
  return (
    directSealing !== null &&
    directSealingState(key) === 'proposed' &&
    !isSamePerson(actor, directSealing.proposedBy) &&
    isPermitted(actor, 'grant-direct-sealing', { organisationId })
  );
}

async function ofWithdrawals(deps: ListRequestsDependencies, actor: Actor): Promise<Waiting> {
  const count = await countRequests(deps, { state: 'submitted', kind: 'withdrawal' }, actor);
  return { kind: 'withdrawals-asked', path: 'requests?state=submitted&kind=withdrawal', count };
}

/** What a clerk decides on: withdrawals wait for a sealer. */
async function toDecide(deps: ListRequestsDependencies, kind: 'issue' | 'replacement', actor: Actor): Promise<Waiting> {
  const count = await countRequests(deps, { undecided: true, kind }, actor);
  const name = kind === 'issue' ? 'requests-submitted' : 'replacements-submitted';
  return { kind: name, path: `requests?undecided=1&kind=${kind}`, count };
}

async function toAnswer(deps: ListRequestsDependencies, actor: Actor): Promise<Waiting> {
  const count = await countRequests(deps, { state: 'asked-back' }, actor);
  return { kind: 'requests-asked-back', path: 'requests?state=asked-back', count };
}
