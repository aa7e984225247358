import { describe, expect, test } from '@jest/globals';
import { MAX_ANSWER_BYTES } from '../../server/ports/revocation-answers.ts';
import type { MakeFixture } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

const PLENTY = 100_000_000;
const key = (digit: string) => digit.repeat(64);
const answer = (digit: string, freshUntil: number, length = 40) => ({
  key: key(digit),
  octets: new Uint8Array(length).fill(Number(digit)),
  freshUntil,
});

/** The suite of `RevocationAnswers`. */
export function revocationAnswersContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: revocation answers`, () => {
    const { store, another } = useStores(makeFixture);
    const kept = async (...digits: readonly string[]) => {
      const found = await Promise.all(digits.map((digit) => store().revocationAnswers.find(key(digit), 0)));
      return digits.filter((_, index) => found[index] !== null);
    };

    test('gives everybody what was put, octet by octet, where it is fresh for longer than what is known', async () => {
      const octets = Uint8Array.from({ length: 256 }, (_, index) => index);
      await store().revocationAnswers.put({ key: key('1'), octets, freshUntil: 1_000 }, PLENTY);
      const { revocationAnswers: other } = await another();
      expect(await other.find(key('1'), 999)).toEqual({ key: key('1'), octets, freshUntil: 1_000 });
      expect(await other.find(key('1'), 1_000)).toBeNull();
      expect(await other.find(key('2'), 0)).toBeNull();
    });

    test('keeps the last one under a key, and counts the former no more', async () => {
      await store().revocationAnswers.put(answer('1', 2_000, 60), 100);
      await store().revocationAnswers.put(answer('1', 1_000, 50), 100);
      await store().revocationAnswers.put(answer('2', 3_000, 50), 100);
      expect(await store().revocationAnswers.find(key('1'), 0)).toEqual(answer('1', 1_000, 50));
      expect(await kept('1', '2')).toEqual(['1', '2']);
    });

    test('makes room by those others that end first', async () => {
      await store().revocationAnswers.put(answer('1', 3_000), 100);
      await store().revocationAnswers.put(answer('2', 1_000), 100);
      await store().revocationAnswers.put(answer('3', 500), 100);
      expect(await kept('1', '2', '3')).toEqual(['1', '3']);
      await store().revocationAnswers.put(answer('4', 100, 90), 100);
      expect(await kept('1', '3', '4')).toEqual(['4']);
    });

    test('keeps what is as long as can be, and refuses what is longer', async () => {
      await store().revocationAnswers.put(answer('1', 1_000, MAX_ANSWER_BYTES), PLENTY);
      const longer = answer('2', 1_000, MAX_ANSWER_BYTES + 1);
      await expect(store().revocationAnswers.put(longer, PLENTY)).rejects.toMatchObject({ code: 'record-not-valid' });
      expect(await kept('1', '2')).toEqual(['1']);
    });

    test('of many at once none is lost, and all are counted', async () => {
      const digits = ['1', '2', '3', '4', '5', '6'];
      const users = [store(), await another()];
      const put = (digit: string, index: number) =>
        (users[index % 2] ?? store()).revocationAnswers.put(answer(digit, 1_000 + index), 240);
      await Promise.all(digits.map(put));
      expect(await kept(...digits)).toEqual(digits);
      await store().revocationAnswers.put(answer('7', 5_000), 240);
      expect(await kept(...digits, '7')).toEqual(['2', '3', '4', '5', '6', '7']);
    });
  });
}
