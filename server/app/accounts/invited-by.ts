import type { ActorRef, RecordedActor } from '../../model/access/actor.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import { answerableFor, isOneHand } from '../people/one-hand.ts';
import { invitationOf } from './invitation-records.ts';
import { findPerson } from './people-records.ts';

/** Who invited a person: of one from a version that did not keep it, as the invitation tells; null where neither does. */
export async function inviterOf(collections: Pick<Collections, 'list'>, person: Person): Promise<ActorRef | null> {
  return person.invitedBy ?? (await invitationOf(collections, person))?.createdBy ?? null;
}

/**
 * Whether `inviter` invited the other, for steps that need two: whoever lets somebody in by themselves may have let in an address of
 * their own. Of a key, whether they invited who made it. Where nobody knows who invited somebody, nobody is taken for it: an install
 * whose people all came before would have nobody left to approve. Their pages say so.
 */
export async function isInvitedBy(
  collections: Pick<Collections, 'find' | 'list'>,
  newcomer: RecordedActor,
  inviter: RecordedActor,
): Promise<boolean> {
  const actor = await answerableFor(collections, newcomer);
  const person = actor === null ? null : await findPerson(collections, actor.id);
  const by = person === null ? null : await inviterOf(collections, person);
  return by !== null && (await isOneHand(collections, by, inviter));
}
