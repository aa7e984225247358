import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import { finish, issue, LATER, numberOf, sampleRequest, sampleVin, sampleVins, someone } from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `LineLookUp`. */
export function lineLookUpContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: line look-up`, () => {
    const { store, another } = useStores(makeFixture);

    test('finds a line by number and tail, of any length from six on, for everybody', async () => {
      const number = await issue(store(), { vins: sampleVins(1, 3) });
      const found = [{ vin: sampleVin(2), destination: 'KZ', standing: { status: 'live' }, test: true }];
      for (const length of [6, 7, 17])
        expect(await (await another()).lookUps.linesByTail(number, sampleVin(2).slice(-length), 2)).toEqual(found);
    });

    test('tells how the line stands as the registry does', async () => {
      const number = await issue(store(), { vins: sampleVins(1, 3) });
      const by = 'officer-1';
      await store().registry.withdraw({ number, vins: [sampleVin(2)], reason: 'lost', by: someone(by), at: LATER });
      await issue(store(), { vins: [sampleVin(3)], supersedes: number });
      const lines = (await store().registry.find(number))?.lines ?? [];
      expect(lines).toHaveLength(3);
      for (const { vin, standing } of lines)
        expect(await store().lookUps.linesByTail(number, vin.slice(-6), 2)).toMatchObject([{ vin, standing }]);
    });

    test('gives two of several, and only of the number asked for', async () => {
      const vins = ['A', 'B', 'C'].map((first) => `${first}${sampleVin(1).slice(1)}`);
      const number = await issue(store(), { vins });
      await issue(store(), { vins: [sampleVin(1)] });
      expect(await store().lookUps.linesByTail(number, sampleVin(1).slice(-6), 2)).toHaveLength(2);
      expect(await store().lookUps.linesByTail(number, vins[1] ?? '', 2)).toMatchObject([{ vin: vins[1] }]);
    });

    test('finds nothing by another tail, another number, a short tail, or what SQL could take for a pattern', async () => {
      const number = await issue(store(), { vins: sampleVins(1, 2) });
      const tail = sampleVin(1).slice(-6);
      const misses = [sampleVin(3).slice(-6), tail.slice(1), '', '%%%%%%', '______', `X${sampleVin(1)}`, `A${tail}`];
      for (const miss of misses) expect(await store().lookUps.linesByTail(number, miss, 2)).toEqual([]);
      for (const other of ['', '%', 'ASC-XHM-2026-000999'])
        expect(await store().lookUps.linesByTail(other, tail, 2)).toEqual([]);
    });

    test('knows which numbers were issued, whatever became of them', async () => {
      const request = sampleRequest({ vins: sampleVins(1, 1) });
      const reserved = numberOf(await store().reservations.reserve(request));
      const number = await issue(store(), { vins: sampleVins(3, 4) });
      const by = someone('officer-1');
      await store().registry.withdraw({ number, vins: sampleVins(3, 4), reason: 'lost', by, at: LATER });
      const { lookUps } = await another();
      expect(await Promise.all([number, reserved, 'ASC-XHM-2026-000999', ''].map(lookUps.isIssued))).toEqual([
        true,
        false,
        false,
        false,
      ]);
    });

    test('sees no reservation, no intent and nothing released', async () => {
      const request = sampleRequest({ vins: sampleVins(1, 1) });
      const number = numberOf(await store().reservations.reserve(request));
      const look = () => store().lookUps.linesByTail(number, sampleVin(1).slice(-6), 2);
      expect(await look()).toEqual([]);
      await store().reservations.release({ number, by: someone('officer-1'), at: LATER, code: 'given-up' });
      expect(await look()).toEqual([]);
      const next = numberOf(await store().reservations.reserve(request));
      await finish(store(), next, request);
      expect(await look()).toEqual([]);
      expect(await store().lookUps.linesByTail(next, sampleVin(1).slice(-6), 2)).toHaveLength(1);
    });
  });
}
