import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Limits } from '../../server/ports/limits.ts';

/** Empty limits; every `open` is another instance that counts in them. */
export type LimitsFixture = {
  readonly open: (options?: { readonly most: number; readonly tidyEvery: number }) => Limits;
  /** Lets so much time go by. */
  readonly pass: (ms: number) => Promise<void>;
  /** How many buckets are kept. */
  readonly count: () => Promise<number>;
  readonly dispose: () => Promise<void>;
};

const MINUTE = 60_000;
const of = (key: string, cost = 1, kind = 'checks') => ({ kind, key, cost, limit: 3, windowMs: MINUTE });

/** The suite of `Limits`. */
export function limitsContract(name: string, makeFixture: () => Promise<LimitsFixture>): void {
  describe(`${name}: limits`, () => {
    let fixture: LimitsFixture;
    let limits: Limits;
    beforeEach(async () => {
      fixture = await makeFixture();
      limits = fixture.open();
    });
    afterEach(() => fixture.dispose());
    const taken = async (...given: Parameters<typeof of>) => (await limits.take(of(...given))).taken;

    test('gives as much as the limit allows, to each key of each kind by itself', async () => {
      expect(await limits.take(of('a', 2))).toMatchObject({ taken: 2, left: 1 });
      expect(await limits.take(of('a', 2))).toMatchObject({ taken: 1, left: 0 });
      expect(await limits.take(of('a'))).toMatchObject({ taken: 0, left: 0 });
      expect(await taken('b', 5)).toBe(3);
      expect(await taken('a', 1, 'uploads')).toBe(1);
    });

    test('begins anew when the window ends, which no take puts off', async () => {
      expect(await taken('a', 3)).toBe(3);
      await fixture.pass(MINUTE - 10_000);
      const refused = await limits.take(of('a'));
      expect(refused.taken).toBe(0);
      expect(refused.resetsInMs).toBeGreaterThan(0);
      expect(refused.resetsInMs).toBeLessThanOrEqual(10_000);
      await fixture.pass(10_000);
      expect(await limits.take(of('a'))).toMatchObject({ taken: 1, left: 2 });
    });

    test('takes back what is given back, but not from a window that has ended', async () => {
      const first = await limits.take(of('a', 3));
      await first.giveBack(2);
      expect(await taken('a', 5)).toBe(2);
      await fixture.pass(MINUTE);
      expect(await taken('a', 3)).toBe(3);
      await first.giveBack(3);
      expect(await taken('a')).toBe(0);
    });

    test('of many takes at once no more than the limit are given', async () => {
      const all = await Promise.all(Array.from({ length: 20 }, () => taken('a')));
      expect(all.reduce((sum, each) => sum + each, 0)).toBe(3);
    });

    test('keeps no more buckets than it may, and not those that end last', async () => {
      const few = fixture.open({ most: 5, tidyEvery: 10 });
      for (let index = 0; index < 9; index += 1) {
        await few.take(of(`early-${index}`, 3));
        await fixture.pass(1);
      }
      await few.take(of('last', 3));
      for (let tries = 0; (await fixture.count()) > 5; tries += 1)
        if (tries > 1_000) throw new Error('too many are kept');
      expect((await few.take(of('last'))).taken).toBe(0);
    });
  });
}

/** What limits that several instances share do beyond that. */
export function sharedLimitsContract(name: string, makeFixture: () => Promise<LimitsFixture>): void {
  test(`${name}: two instances, and one that starts later, count together`, async () => {
    const fixture = await makeFixture();
    const [one, other] = [fixture.open(), fixture.open()];
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? one : other).take(of('a'))),
    );
    expect(all.reduce((sum, each) => sum + each.taken, 0)).toBe(3);
    expect((await fixture.open().take(of('a'))).taken).toBe(0);
    await fixture.dispose();
  });
}
