import type { Actor } from '../../model/access/actor.ts';
import { isPermitted, reachOf } from '../../model/access/permissions.ts';
import type { Role } from '../../model/access/roles.ts';
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
};
export const WAITING_KINDS = [
  'applications',
  'requests-submitted',
  'requests-asked-back',
  'withdrawals-asked',
  'batches-proposed',
] as const;

/** What waits for this person now: nothing that another part has to do. */
export async function whatWaits(
  deps: ListRequestsDependencies & BatchDependencies & ReadApplicationsDependencies,
  actor: Actor,
): Promise<readonly Waiting[]> {
  const has = (role: Role) => actor.roles.includes(role);
  const waiting: Waiting[] = [];
  if (has('clerk')) waiting.push(await ofRequests(deps, 'submitted', actor));
  if (has('requester')) waiting.push(await ofRequests(deps, 'asked-back', actor));
  if (has('sealer')) waiting.push(await ofWithdrawals(deps, actor));
  if (
    has('sealer') &&
    isPermitted(actor, 'approve-batch', { manufacturerId: actor.organisation?.manufacturerId ?? '' })
  )
    waiting.push({ kind: 'batches-proposed', path: 'batches?state=proposed', count: await countProposed(deps, actor) });
  if (has('administrator') && reachOf(actor, 'read-applications') !== 'none')
    waiting.push({ kind: 'applications', path: 'applications', count: await countApplications(deps, actor) });
  return waiting.filter(({ count }) => count > 0);
}

async function ofWithdrawals(deps: ListRequestsDependencies, actor: Actor): Promise<Waiting> {
  const count = await countRequests(deps, 'submitted', actor, 'withdrawal');
  return { kind: 'withdrawals-asked', path: 'requests?state=submitted&kind=withdrawal', count };
}

async function ofRequests(
  deps: ListRequestsDependencies,
  state: 'submitted' | 'asked-back',
  actor: Actor,
): Promise<Waiting> {
  const count = await countRequests(deps, state, actor);
  return { kind: `requests-${state}`, path: `requests?state=${state}`, count };
}
