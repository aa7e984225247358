import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import { AT, LATER } from './store-samples.ts';
import { useStores } from './use-stores.ts';

const [first, second] = ['1'.repeat(64), '2'.repeat(64)] as const;

/** The suite of `AccessTokens`. */
export function accessTokensContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: access tokens`, () => {
    const { store, another } = useStores(makeFixture);

    test('knows no holder at first', async () => {
      expect(await store().tokens.exists('officer')).toBe(false);
      expect(await store().tokens.holderOf(first)).toBeNull();
    });

    test('leads from a token to its holder, for everybody', async () => {
      await store().tokens.replace('officer', first, AT);
      await store().tokens.replace('auditor', second, AT);
      const other = await another();
      expect(await other.tokens.holderOf(first)).toBe('officer');
      expect(await other.tokens.holderOf(second)).toBe('auditor');
      expect(await other.tokens.exists('officer')).toBe(true);
    });

    test('a new token ends the former at once', async () => {
      await store().tokens.replace('officer', first, AT);
      await store().tokens.replace('officer', second, LATER);
      expect(await store().tokens.holderOf(first)).toBeNull();
      expect(await store().tokens.holderOf(second)).toBe('officer');
    });

    test('one token never stands for two holders', async () => {
      await store().tokens.replace('officer', first, AT);
      await expect(store().tokens.replace('auditor', first, AT)).rejects.toMatchObject({ code: 'constraint-violated' });
      expect(await store().tokens.holderOf(first)).toBe('officer');
    });
  });
}
