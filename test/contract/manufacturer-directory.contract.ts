import { describe, expect, test } from '@jest/globals';
import type { MakeFixture } from './store-fixture.ts';
import { AT, MAKER, register, sampleEntry, sampleManufacturer, sampleOutlet, someone } from './store-samples.ts';
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
      await register(store(), sampleManufacturer(), outlets);
      const other = await another();
      expect(await other.manufacturers.manufacturer(MAKER)).toEqual(sampleManufacturer());
      expect(await other.manufacturers.outlets(MAKER)).toEqual(outlets);
    });

    test('lists the manufacturers by id', async () => {
      for (const id of ['c', 'a', 'b']) await register(store(), sampleManufacturer({ id, code: `C${id}` }), []);
      expect((await store().manufacturers.manufacturers()).map((manufacturer) => manufacturer.id)).toEqual([
        'a',
        'b',
        'c',
      ]);
    });

    test('saving again replaces the manufacturer and all its outlets, and nobody else’s', async () => {
      await register(store(), sampleManufacturer(), [sampleOutlet({ id: '1' }), sampleOutlet({ id: '2' })]);
      const theirs = sampleOutlet({ manufacturerId: 'maker-2' });
      await register(store(), sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), [theirs]);
      await register(store(), sampleManufacturer({ nameEn: 'New' }), [sampleOutlet({ id: '3' })]);
      expect((await store().manufacturers.manufacturer(MAKER))?.nameEn).toBe('New');
      expect((await store().manufacturers.outlets(MAKER)).map((outlet) => outlet.id)).toEqual(['3']);
      expect(await store().manufacturers.outlets('maker-2')).toEqual([theirs]);
    });

    test('all or nothing: a wrong outlet, or another maker’s code, leaves the former data', async () => {
      await register(store(), sampleManufacturer(), [sampleOutlet()]);
      const changed = sampleManufacturer({ nameEn: 'Changed' });
      const twice = [sampleOutlet({ id: '1' }), sampleOutlet({ id: '1' })];
      await expect(register(store(), changed, twice)).rejects.toMatchObject({ code: 'constraint-violated' });
      await expect(register(store(), changed, [sampleOutlet({ manufacturerId: 'x' })])).rejects.toMatchObject({
        code: 'record-not-valid',
      });
      await expect(register(store(), { ...changed, id: 'maker-2' }, [])).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect(await store().manufacturers.manufacturers()).toEqual([sampleManufacturer()]);
      expect(await store().manufacturers.outlets(MAKER)).toEqual([sampleOutlet()]);
    });

    test('is changed together with its entry in the audit log, after a look at all that is registered', async () => {
      await register(store(), sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), []);
      const subject = { kind: 'manufacturer', id: MAKER } as const;
      const entry = sampleEntry({ action: 'register-manufacturer', phase: 'succeeded', subject });
      const change = { manufacturer: sampleManufacturer(), outlets: [sampleOutlet()], entry };
      const seen = await store().manufacturerRegister.change((registered) => ({ save: change, answer: registered }));
      expect(seen.map(({ manufacturer }) => manufacturer.id)).toEqual(['maker-2']);
      const other = await another();
      const all = await other.manufacturerRegister.change((registered) => ({ save: null, answer: registered }));
      expect(all).toEqual([
        { manufacturer: sampleManufacturer(), outlets: [sampleOutlet()] },
        { manufacturer: sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), outlets: [] },
      ]);
      expect(await other.auditLog.about(subject, 1_000)).toMatchObject([entry]);
    });

    test('a change that cannot be saved leaves everything, the audit log too', async () => {
      await register(store(), sampleManufacturer(), [sampleOutlet()]);
      const entry = sampleEntry({ action: 'register-manufacturer', phase: 'succeeded' });
      const twice = [sampleOutlet({ id: '1' }), sampleOutlet({ id: '1' })];
      const save = { manufacturer: sampleManufacturer({ nameEn: 'New' }), outlets: twice, entry };
      await expect(store().manufacturerRegister.change(() => ({ save, answer: null }))).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect(await store().manufacturers.manufacturers()).toEqual([sampleManufacturer()]);
      expect(await store().manufacturers.outlets(MAKER)).toEqual([sampleOutlet()]);
      expect(await store().auditLog.about(entry.subject, 1_000)).toEqual([]);
    });

    test('a sealing policy is set and taken back, and changes nothing else', async () => {
      const policy = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;
      const change = { manufacturerId: MAKER, policy, by: someone('officer-1'), at: AT };
      expect(await store().sealing.set(change)).toBe(false);
      await register(store(), sampleManufacturer(), [sampleOutlet()]);
      await register(store(), sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), []);
      expect(await store().sealing.set(change)).toBe(true);
      expect(await store().manufacturers.manufacturer(MAKER)).toEqual(sampleManufacturer({ sealing: policy }));
      expect(await store().manufacturers.outlets(MAKER)).toEqual([sampleOutlet()]);
      expect(await store().manufacturers.manufacturer('maker-2')).not.toHaveProperty('sealing');
      expect(await store().sealing.set({ ...change, policy: null })).toBe(true);
      const told = (await store().auditLog.about({ kind: 'manufacturer', id: MAKER }, 1_000)).slice(1);
      const entry = { action: 'change-sealing', phase: 'succeeded', actor: someone('officer-1') };
      expect(told).toMatchObject([
        { ...entry, detail: { level: 'B-B', embedRevocation: 'false', withoutProof: 'refuse' } },
        { ...entry, detail: { policy: 'of-the-install' } },
      ]);
      expect(await store().manufacturers.manufacturer(MAKER)).toEqual(sampleManufacturer());
    });
  });
}
