import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import type { TimeStamps } from '../../server/ports/time-stamps.ts';

/** What every source of time-stamps must do, whoever the authority is. `now` is the time of its clock. */
export function timeStampsContract(name: string, open: () => Promise<TimeStamps>, now: () => string): void {
  const value = new TextEncoder().encode('a signature value');
  const sha256 = new Uint8Array(createHash('sha256').update(value).digest());
  const stamp = async (stamps: TimeStamps) => {
    const answer = await stamps.stamp(sha256);
    if (answer.kind !== 'stamped') throw new Error(answer.detail);
    return answer.token;
  };

  describe(`time-stamps: ${name}`, () => {
    test('a token is sound, over that digest alone, of now', async () => {
      const token = await stamp(await open());
      const evidence = await readTimeStampToken(token, (digest) => anyDigest(digest, value));
      expect(evidence).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [], warnings: [] });
      expect(evidence).toMatchObject({ timeStamp: { genTime: now(), tsaUsage: true } });
      const other = await readTimeStampToken(token, (digest) => anyDigest(digest, Uint8Array.of(1)));
      expect(other).toMatchObject({ intact: false });
    });

    test('a token fits into the room that is reserved', async () => {
      const stamps = await open();
      expect((await stamp(stamps)).length).toBeLessThanOrEqual(stamps.maxBytes);
    });

    test('who stamps next is known before, its own certificate first', async () => {
      const stamps = await open();
      const [own] = await stamps.certificates();
      const evidence = await readTimeStampToken(await stamp(stamps), (digest) => anyDigest(digest, value));
      expect(evidence.kind === 'read' ? evidence.certificates[0] : null).toEqual(own);
    });

    test('many at once are all different and all sound', async () => {
      const stamps = await open();
      const tokens = await Promise.all(Array.from({ length: 8 }, () => stamp(stamps)));
      expect(new Set(tokens.map((token) => Buffer.from(token).toString('hex'))).size).toBe(tokens.length);
    });
  });
}
