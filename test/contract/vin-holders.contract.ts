import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import { issue, LATER, numberOf, sampleRequest, sampleVin, sampleVins, someone } from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `VinHolders`. */
export function vinHoldersContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: VIN holders`, () => {
    const { store, another } = useStores(makeFixture);

    test('names live VINs with their number and open ones without, in the order asked for, to everybody', async () => {
      const number = await issue(store(), { vins: sampleVins(1, 2) });
      await store().reservations.reserve(sampleRequest({ vins: sampleVins(3, 1) }));
      const asked = [sampleVin(9), sampleVin(3), sampleVin(2), 'no VIN at all'];
      expect(await (await another()).holders.taken(asked, null)).toEqual([
        { vin: sampleVin(3), number: null },
        { vin: sampleVin(2), number },
      ]);
    });

    test('leaves out the live lines of one confirmation, not those being replaced', async () => {
      const except = await issue(store(), { vins: sampleVins(1, 2) });
      expect(await store().holders.taken(sampleVins(1, 2), except)).toEqual([]);
      await store().reservations.reserve(sampleRequest({ vins: sampleVins(1, 1), supersedes: except }));
      expect(await store().holders.taken(sampleVins(1, 2), except)).toEqual([{ vin: sampleVin(1), number: null }]);
    });

    test('names nothing withdrawn, released or not asked for', async () => {
      const number = await issue(store(), { vins: sampleVins(1, 1) });
      await store().registry.withdraw({ number, vins: null, reason: 'lost', by: someone('officer-1'), at: LATER });
      const released = numberOf(await store().reservations.reserve(sampleRequest({ vins: sampleVins(2, 1) })));
      await store().reservations.release({ number: released, by: someone('officer-1'), at: LATER, code: 'given-up' });
      expect(await store().holders.taken(sampleVins(1, 2), null)).toEqual([]);
      expect(await store().holders.taken([], null)).toEqual([]);
    });
  });
}
