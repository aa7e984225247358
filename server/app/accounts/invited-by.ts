import type { RecordedActor } from '../../model/access/actor.ts';
import type { Collections } from '../../ports/collections.ts';
import { answerableFor, isOneHand } from '../people/one-hand.ts';
import { findPerson } from './people-records.ts';

/**
 * Whether `inviter` invited the other, for steps that need two: whoever lets somebody in by themselves may have let in an address of
 * their own. Of a key, whether they invited who made it.
 */
export async function isInvitedBy(
  collections: Pick<Collections, 'find'>,
  newcomer: RecordedActor,
  inviter: RecordedActor,
): Promise<boolean> {
  const actor = await answerableFor(collections, newcomer);
  const person = actor === null ? null : await findPerson(collections, actor.id);
  return person?.invitedBy != null && (await isOneHand(collections, person.invitedBy, inviter));
}
