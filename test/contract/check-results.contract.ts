import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

const DAY_1 = '2026-07-01T06:00:00.000Z';
const DAY_2 = '2026-07-02T06:00:00.000Z';
const DAY_3 = '2026-07-03T06:00:00.000Z';
const PLENTY = 1_000_000;

const key = (digit: string) => digit.repeat(64);
const result = (digit: string, checkedAt: string, data = `{"result":"${digit}"}`) => ({
  key: key(digit),
  checkedAt,
  data,
});

/** The suite of `CheckResults`. */
export function checkResultsContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: results of checks`, () => {
    const { store, another } = useStores(makeFixture);
    const kept = async (...digits: readonly string[]) => {
      const found = await Promise.all(digits.map((digit) => store().checkResults.find(key(digit))));
      return digits.filter((_, index) => found[index] !== null);
    };

    test('gives back what was kept, to everybody, by its key alone', async () => {
      const told = result('a', DAY_1, '{"file":"确认书 подтверждение.pdf"}');
      await store().checkResults.put(told, PLENTY);
      const other = await another();
      expect(await other.checkResults.find(key('a'))).toEqual(told);
      expect(await other.checkResults.find(key('b'))).toBeNull();
    });

    test('keeps one result under a key', async () => {
      await store().checkResults.put(result('a', DAY_1), PLENTY);
      await expect(store().checkResults.put(result('a', DAY_2), PLENTY)).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect(await store().checkResults.find(key('a'))).toEqual(result('a', DAY_1));
    });

    test('erases what was checked before a moment, the oldest first, so many at a time', async () => {
      await store().checkResults.put(result('b', DAY_2), PLENTY);
      await store().checkResults.put(result('a', DAY_1), PLENTY);
      await store().checkResults.put(result('c', DAY_3), PLENTY);
      expect(await store().checkResults.eraseBefore(DAY_3, 1)).toBe(1);
      expect(await kept('a', 'b', 'c')).toEqual(['b', 'c']);
      expect(await store().checkResults.eraseBefore(DAY_3, 100)).toBe(1);
      expect(await store().checkResults.eraseBefore(DAY_3, 100)).toBe(0);
      expect(await kept('a', 'b', 'c')).toEqual(['c']);
    });

    test('makes room for a new one by the oldest, and counts what was erased otherwise no more', async () => {
      const long = 'x'.repeat(40);
      await store().checkResults.put(result('b', DAY_2, long), 100);
      await store().checkResults.put(result('a', DAY_1, long), 100);
      await store().checkResults.put(result('c', DAY_3, long), 100);
      expect(await kept('a', 'b', 'c')).toEqual(['b', 'c']);
      await store().checkResults.eraseBefore(DAY_3, 100);
      await store().checkResults.put(result('d', DAY_3, long), 100);
      expect(await kept('b', 'c', 'd')).toEqual(['c', 'd']);
    });

    test('keeps the new one even where it is too long or too old by itself', async () => {
      await store().checkResults.put(result('b', DAY_2), PLENTY);
      await store().checkResults.put(result('a', DAY_1, 'x'.repeat(200)), 100);
      expect(await kept('a', 'b')).toEqual(['a']);
    });

    test('of many at once none is lost', async () => {
      const digits = ['0', '1', '2', '3', '4', '5', '6', '7'];
      const other = await another();
      await Promise.all(
        digits.map((digit, index) =>
          (index % 2 === 0 ? store() : other).checkResults.put(result(digit, DAY_1), PLENTY),
        ),
      );
      expect(await kept(...digits)).toEqual(digits);
    });
  });
}
