import { isSamePerson, type RecordedActor } from '../../model/access/actor.ts';
import type { Collections } from '../../ports/collections.ts';
import { findPerson } from '../accounts/people-records.ts';
import { findAccessKey } from './access-key-records.ts';

/**
 * Whether two actors may be one person, for steps that need two. Whoever made an access key has seen its secret: what its bearer
 * does counts as theirs, too, whatever the key is called, and also once it was ended. Nor is anybody another person because their
 * account was ended and they came back by another invitation.
 */
export async function isOneHand(
  collections: Pick<Collections, 'find'>,
  one: RecordedActor,
  other: RecordedActor,
): Promise<boolean> {
  if (isSamePerson(one, other)) return true;
  const [first, second] = [await answerableFor(collections, one), await answerableFor(collections, other)];
  if (first === null || second === null) return false;
  return isSamePerson(first, second) || (await haveOneAddress(collections, first.id, second.id));
}

/** Whoever was ended and invited again has another id, and the same address. Of one that was erased nobody knows it any more. */
async function haveOneAddress(collections: Pick<Collections, 'find'>, one: string, other: string): Promise<boolean> {
  const [first, second] = [await findPerson(collections, one), await findPerson(collections, other)];
  return first !== null && first.email !== null && first.email === second?.email;
}

/** The person who acts, or made the key that does; null where no person is known. */
export async function answerableFor(
  collections: Pick<Collections, 'find'>,
  actor: RecordedActor,
): Promise<RecordedActor | null> {
  if (actor.kind === 'person') return actor;
  const key = actor.kind === 'key' ? await findAccessKey(collections, actor.id) : null;
  return key?.createdBy.kind === 'person' ? key.createdBy : null;
}
