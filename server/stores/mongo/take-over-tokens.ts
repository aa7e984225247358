import { type FormerToken, formerTokenRecord } from '../records/former-token.ts';
import type { Models } from './database.ts';

/** Tokens of former versions become access keys of the operator; their collection goes. */
export async function takeOverTokens({ collected }: Models): Promise<void> {
  const tokens = collected.db.collection<{ readonly _id: string } & Omit<FormerToken, 'holder'>>('tokens');
  for await (const { _id: holder, sha256, at } of tokens.find({})) {
    const { collection, id, at: since, unique, tags, data } = formerTokenRecord({ holder, sha256, at });
    const named = (text: string) => `${collection} ${text}`;
    const record = {
      ...{ collected: collection, id, version: 1, atMs: Date.parse(since), data, reads: 0 },
      ...{ uniques: unique.map(named), tags: tags.map(named) },
    };
    await collected.updateOne({ _id: `${collection}/${id}` }, { $setOnInsert: record }, { upsert: true });
  }
  await tokens.deleteMany({});
  // Not everybody who migrates may drop collections: an empty one does no harm.
  await tokens.drop().catch(() => undefined);
}
