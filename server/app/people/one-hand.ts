import { isSamePerson, type RecordedActor } from '../../model/access/actor.ts';
import type { Collections } from '../../ports/collections.ts';
import { findAccessKey } from './access-key-records.ts';

/**
 * Whether two actors may be one person, for steps that need two. Whoever made an access key has seen its secret: what its bearer
 * does counts as theirs, too, whatever the key is called, and also once it was ended.
 */
export async function isOneHand(
  collections: Pick<Collections, 'find'>,
  one: RecordedActor,
  other: RecordedActor,
): Promise<boolean> {
  if (isSamePerson(one, other)) return true;
  const [first, second] = [await answerableFor(collections, one), await answerableFor(collections, other)];
  return first !== null && second !== null && isSamePerson(first, second);
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
