import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import { AT, MAKER, sampleManufacturer, sampleOutlet } from './store-samples.ts';
import { useStores } from './use-stores.ts';

/** The suite of `ManufacturerDirectory`. */
export function manufacturerDirectoryContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: manufacturer directory`, () => {
    const { store, another } = useStores(makeFixture);

    test('knows nobody at first', async () => {
      expect(await store().manufacturers.manufacturer(MAKER)).toBeNull();
      expect(await store().manufacturers.manufacturers()).toEqual([]);
      expect(await store().manufacturers.outlets(MAKER)).toEqual([]);
    });

    test('gives back what was saved, to everybody, outlets in their order', async () => {
      const outlets = ['z', 'a', 'm'].map((id) => sampleOutlet({ id }));
      await store().manufacturers.save(sampleManufacturer(), outlets);
      const other = await another();
      expect(await other.manufacturers.manufacturer(MAKER)).toEqual(sampleManufacturer());
      expect(await other.manufacturers.outlets(MAKER)).toEqual(outlets);
    });

    test('lists the manufacturers by id', async () => {
      for (const id of ['c', 'a', 'b'])
        await store().manufacturers.save(sampleManufacturer({ id, code: `C${id}` }), []);
      expect((await store().manufacturers.manufacturers()).map((manufacturer) => manufacturer.id)).toEqual([
        'a',
        'b',
        'c',
      ]);
    });

    test('saving again replaces the manufacturer and all its outlets, and nobody else’s', async () => {
      await store().manufacturers.save(sampleManufacturer(), [sampleOutlet({ id: '1' }), sampleOutlet({ id: '2' })]);
      const theirs = sampleOutlet({ manufacturerId: 'maker-2' });
      await store().manufacturers.save(sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), [theirs]);
      await store().manufacturers.save(sampleManufacturer({ nameEn: 'New' }), [sampleOutlet({ id: '3' })]);
      expect((await store().manufacturers.manufacturer(MAKER))?.nameEn).toBe('New');
      expect((await store().manufacturers.outlets(MAKER)).map((outlet) => outlet.id)).toEqual(['3']);
      expect(await store().manufacturers.outlets('maker-2')).toEqual([theirs]);
    });

    test('all or nothing: a wrong outlet, or another maker’s code, leaves the former data', async () => {
      await store().manufacturers.save(sampleManufacturer(), [sampleOutlet()]);
      const changed = sampleManufacturer({ nameEn: 'Changed' });
      const twice = [sampleOutlet({ id: '1' }), sampleOutlet({ id: '1' })];
      await expect(store().manufacturers.save(changed, twice)).rejects.toMatchObject({ code: 'constraint-violated' });
      await expect(store().manufacturers.save(changed, [sampleOutlet({ manufacturerId: 'x' })])).rejects.toMatchObject({
        code: 'record-not-valid',
      });
      await expect(store().manufacturers.save({ ...changed, id: 'maker-2' }, [])).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect(await store().manufacturers.manufacturers()).toEqual([sampleManufacturer()]);
      expect(await store().manufacturers.outlets(MAKER)).toEqual([sampleOutlet()]);
    });

    test('is changed together with its entry in the audit log, after a look at all that is registered', async () => {
      await store().manufacturers.save(sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), []);
      const entry = { at: AT, by: 'zhang', action: 'manufacturer-added', number: null, detail: {} } as const;
      const change = { manufacturer: sampleManufacturer(), outlets: [sampleOutlet()], entry };
      const seen = await store().manufacturerRegister.change((registered) => ({ save: change, answer: registered }));
      expect(seen.map(({ manufacturer }) => manufacturer.id)).toEqual(['maker-2']);
      const other = await another();
      const all = await other.manufacturerRegister.change((registered) => ({ save: null, answer: registered }));
      expect(all).toEqual([
        { manufacturer: sampleManufacturer(), outlets: [sampleOutlet()] },
        { manufacturer: sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), outlets: [] },
      ]);
    });

    test('a change that cannot be saved leaves everything, the audit log too', async () => {
      await store().manufacturers.save(sampleManufacturer(), [sampleOutlet()]);
      const entry = { at: AT, by: 'zhang', action: 'manufacturer-changed', number: null, detail: {} } as const;
      const twice = [sampleOutlet({ id: '1' }), sampleOutlet({ id: '1' })];
      const save = { manufacturer: sampleManufacturer({ nameEn: 'New' }), outlets: twice, entry };
      await expect(store().manufacturerRegister.change(() => ({ save, answer: null }))).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect(await store().manufacturers.manufacturers()).toEqual([sampleManufacturer()]);
      expect(await store().manufacturers.outlets(MAKER)).toEqual([sampleOutlet()]);
    });

    test('a sealing policy is set and taken back, and changes nothing else', async () => {
      const policy = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;
      const change = { manufacturerId: MAKER, policy, by: 'officer-1', at: AT };
      expect(await store().sealing.set(change)).toBe(false);
      await store().manufacturers.save(sampleManufacturer(), [sampleOutlet()]);
      await store().manufacturers.save(sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), []);
      expect(await store().sealing.set(change)).toBe(true);
      expect(await store().manufacturers.manufacturer(MAKER)).toEqual(sampleManufacturer({ sealing: policy }));
      expect(await store().manufacturers.outlets(MAKER)).toEqual([sampleOutlet()]);
      expect(await store().manufacturers.manufacturer('maker-2')).not.toHaveProperty('sealing');
      expect(await store().sealing.set({ ...change, policy: null })).toBe(true);
      expect(await store().manufacturers.manufacturer(MAKER)).toEqual(sampleManufacturer());
    });
  });
}
