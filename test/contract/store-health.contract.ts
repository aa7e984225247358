import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import { AT, issue, LATER, sampleRequest, sampleVins } from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `StoreHealth`. */
export function storeHealthContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: health`, () => {
    const { store } = useStores(makeFixture);

    test('the newest issue is that of the newest confirmation, whatever the order, and no reservation', async () => {
      expect(await store().health.newestIssue()).toBeNull();
      await issue(store(), { vins: sampleVins(1, 1), at: LATER });
      await issue(store(), { vins: sampleVins(2, 1), at: AT });
      await store().reservations.reserve(sampleRequest({ vins: sampleVins(3, 1), at: '2030-01-01T00:00:00.000Z' }));
      expect(await store().health.newestIssue()).toBe(LATER);
    });

    test('a trial of writing changes nothing', async () => {
      const number = await issue(store());
      const before = await store().registry.find(number);
      await store().health.tryWrite();
      expect(await store().registry.find(number)).toEqual(before);
    });
  });
}
