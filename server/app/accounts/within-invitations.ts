import { type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Limits, Taken } from '../../ports/limits.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Letters of invitation within a day: of one who invites, of an organisation, and of an organisation to one address. */
export const INVITATIONS_OF_ONE = 50;
export const INVITATIONS_OF_ORGANISATION = 200;
export const INVITATIONS_TO_ADDRESS = 5;

/**
 * Does what sends a letter of invitation while few were sent: they go to addresses that somebody typed, under a name that somebody
 * chose. What sent none, as `hasSent` says, counts for nothing.
 */
export async function withinInvitations<Value>(
  limits: Limits,
  { actor, to }: { readonly actor: Actor; readonly to: string },
  work: () => Promise<Result<Value>>,
  hasSent: (value: Value) => boolean = () => true,
): Promise<Result<Value>> {
  const organisation = actor.organisation?.id ?? '';
  const buckets = [
    { kind: 'invitations-of-one', key: `${actor.kind} ${actor.id}`, limit: INVITATIONS_OF_ONE },
    { kind: 'invitations-of-organisation', key: organisation, limit: INVITATIONS_OF_ORGANISATION },
    { kind: 'invitations-to-address', key: `${organisation} ${to}`, limit: INVITATIONS_TO_ADDRESS },
  ];
  const takes: Taken[] = [];
  const giveBack = () => Promise.all(takes.map((one) => one.giveBack(one.taken)));
  for (const bucket of buckets) {
    const take = await limits.take({ ...bucket, cost: 1, windowMs: DAY_MS });
    takes.push(take);
    if (take.taken > 0) continue;
    await giveBack();
    return refuse('invitations-limited', { hours: Math.max(1, Math.ceil(take.resetsInMs / HOUR_MS)) });
  }
  const answer = await work();
  if (!answer.ok || !hasSent(answer.value)) await giveBack();
  return answer;
}
