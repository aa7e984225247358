import type { RevocationAnswer, RevocationAnswers } from '../../ports/revocation-answers.ts';
import { checkedAnswer } from '../records/checked-answer.ts';
import type { Database, Db } from './database.ts';
import { octetsOf } from './octets.ts';

const TOTAL = { _id: 'revocation-answers' } as const;

/**
 * Fetched answers in MongoDB. Their total length is one record, which every transaction that puts one changes first: of two at
 * once the second begins anew, and the total is what there is after every one of them.
 */
export function createRevocationAnswers({ db, write }: Database): RevocationAnswers {
  return {
    find: async (key, after) => {
      const found = await db.revocationAnswers.one('revocation answer', { _id: key, freshUntil: { $gt: after } });
      return found === null ? null : { key, octets: octetsOf(found.octets), freshUntil: found.freshUntil };
    },
    put: async (answer, most) => {
      const checked = checkedAnswer(answer);
      await write((within) => put(within, checked, most));
    },
  };
}

async function put(db: Db, { key, octets, freshUntil }: RevocationAnswer, most: number): Promise<void> {
  await db.totals.set(TOTAL, { $inc: { length: octets.length } });
  await removeAnswers(db, { _id: key });
  const kept = { freshUntil: Math.floor(freshUntil), length: octets.length, octets: Buffer.from(octets) };
  await db.revocationAnswers.insert([{ _id: key, ...kept }]);
  for (;;) {
    const { length } = await db.totals.put(TOTAL, { $inc: { length: 0 } });
    if (length <= most) return;
    const others = { _id: { $ne: key } };
    const first = { sort: { freshUntil: 1, _id: 1 }, fields: { length: 1 } } as const;
    const [ending] = await db.revocationAnswers.many('revocation answers', others, { ...first, limit: 1 });
    if (ending === undefined) return;
    await removeAnswers(db, { _id: ending._id });
  }
}

/** Removes the one of that id, where there is one, and counts it no more. */
async function removeAnswers(db: Db, id: { readonly _id: string }): Promise<void> {
  const found = await db.revocationAnswers.one('revocation answer', id, { fields: { length: 1 } });
  if (found === null) return;
  await db.revocationAnswers.remove(id);
  await db.totals.change(TOTAL, { $inc: { length: -found.length } });
}
