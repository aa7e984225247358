import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ActorRef } from '../../server/model/access/actor.ts';
import type { SealPicture, SealVersion } from '../../server/model/seals/seal.ts';
import type { SealChange, SealRegister } from '../../server/ports/seal-register.ts';
import type { MakeFixture } from './store-fixture.ts';
import { LATER, MAKER, register, sampleEntry, sampleManufacturer, sampleSeal, someone } from './store-samples.ts';
import { useStores } from './use-stores.ts';

const subject = { kind: 'seal', id: MAKER } as const;
const entry = sampleEntry({ action: 'propose-seal', phase: 'succeeded', subject });
const approved = (seal: SealVersion, by: ActorRef): SealVersion => ({
  ...seal,
  state: 'approved',
  approvedBy: by,
  approvedAt: LATER,
});

/** The suite of `SealRegister`. */
export function sealRegisterContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: seal register`, () => {
    const { store, another } = useStores(makeFixture);
    beforeEach(async () => {
      await register(store(), sampleManufacturer(), []);
      await register(store(), sampleManufacturer({ id: 'maker-2', code: 'QQ2' }), []);
    });
    const save = (change: SealChange, seals: SealRegister = store().seals) =>
      seals.change(change.seal.manufacturerId, () => ({ save: change, answer: null }));
    const propose = (changes: Partial<SealVersion> = {}, picture: SealPicture | null = null) =>
      save({ seal: sampleSeal({ picture: picture?.kind ?? null, ...changes }), picture, entry });

    test('knows no seal at first', async () => {
      expect(await store().seals.list(MAKER)).toEqual([]);
      expect(await store().seals.picture(MAKER, 1)).toBeNull();
    });

    test('gives back what was saved, oldest first, to everybody, with its picture and no other maker’s', async () => {
      const picture: SealPicture = { kind: 'svg', content: '<svg>印</svg>' };
      await propose();
      await propose({ version: 2, until: '2026-12-31' }, picture);
      await propose({ manufacturerId: 'maker-2' });
      const { seals } = await another();
      expect(await seals.list(MAKER)).toEqual([
        sampleSeal(),
        sampleSeal({ version: 2, until: '2026-12-31', picture: 'svg' }),
      ]);
      expect(await seals.picture(MAKER, 2)).toEqual(picture);
      expect(await seals.picture(MAKER, 1)).toBeNull();
      expect(await seals.picture('maker-2', 2)).toBeNull();
      expect(await seals.list('maker-2')).toEqual([sampleSeal({ manufacturerId: 'maker-2' })]);
    });

    test('a state changes together with its entry in the audit log', async () => {
      await propose({ picture: 'png' }, { kind: 'png', content: 'AAAA' });
      const seal = approved(sampleSeal({ picture: 'png' }), someone('li'));
      await save({ seal, entry: { ...entry, action: 'approve-seal', actor: someone('li') } });
      expect(await store().seals.list(MAKER)).toEqual([seal]);
      expect(await store().seals.picture(MAKER, 1)).toEqual({ kind: 'png', content: 'AAAA' });
      const log = await store().auditLog.about(subject, 1_000);
      expect(log.map(({ action, actor }) => [action, actor.id])).toEqual([
        ['propose-seal', 'zhang'],
        ['approve-seal', 'li'],
      ]);
    });

    test('knows one actor from another, whatever both are called', async () => {
      const kinds = (['person', 'key', 'operator', 'service'] as const).map((kind) => ({
        kind,
        id: `id of ${kind}`,
        name: '张伟',
      }));
      for (const [index, by] of kinds.entries()) await propose({ version: index + 1, proposedBy: by });
      const [first] = await store().seals.list(MAKER);
      if (first === undefined) throw new Error('nothing was proposed');
      await save({ seal: approved(first, { kind: 'person', id: 'another', name: '张伟' }), entry });
      const proposers = (await store().seals.list(MAKER)).map(({ proposedBy }) => proposedBy);
      expect(proposers).toEqual(kinds);
    });

    test('a decision sees the versions as they stand, and may save nothing', async () => {
      await propose();
      const seen = await store().seals.change(MAKER, (versions) => ({ save: null, answer: versions }));
      expect(seen).toEqual([sampleSeal()]);
      expect(await store().seals.list(MAKER)).toEqual([sampleSeal()]);
      expect(await store().auditLog.about(subject, 1_000)).toHaveLength(1);
    });

    test('of two who decide at once, the second sees what the first did', async () => {
      await propose();
      const other = await another();
      const approve = (seals: SealRegister, by: string) =>
        seals.change(MAKER, ([seal]) => {
          if (seal === undefined || seal.state !== 'proposed') return { save: null, answer: 'too-late' };
          return { save: { seal: approved(seal, someone(by)), entry }, answer: by };
        });
      const answers = await Promise.all([approve(store().seals, 'li'), approve(other.seals, 'wang')]);
      expect(answers.filter((answer) => answer === 'too-late')).toHaveLength(1);
      const winner = answers.find((answer) => answer !== 'too-late');
      expect(['li', 'wang']).toContain(winner);
      expect(await store().seals.list(MAKER)).toEqual([approved(sampleSeal(), someone(winner ?? ''))]);
    });

    test.each<[string, Partial<SealVersion>]>([
      ['its data', { data: { ...sampleSeal().data, recordCode: '9999999999999' } }],
      ['its first day', { from: '2020-01-01' }],
      ['its last day', { until: '2030-01-01' }],
      ['who proposed it', { proposedBy: someone('li') }],
      ['what it is drawn from', { picture: 'svg' }],
      ['its number', { version: 2 }],
    ])('a version never changes %s', async (_what, changes) => {
      await propose();
      await expect(save({ seal: { ...sampleSeal(), ...changes }, entry })).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect(await store().seals.list(MAKER)).toEqual([sampleSeal()]);
      expect(await store().auditLog.about(subject, 1_000)).toHaveLength(1);
    });

    test.each<[string, SealVersion]>([
      ['approved by nobody', sampleSeal({ state: 'approved' })],
      ['approved by whoever proposed it', approved(sampleSeal(), someone('zhang'))],
      ['in force for no day', sampleSeal({ until: '2025-12-31' })],
      ['of a manufacturer that is not known', sampleSeal({ manufacturerId: 'nobody' })],
    ])('refuses a version %s', async (_what, seal) => {
      await expect(save({ seal, picture: null, entry })).rejects.toMatchObject({ code: 'constraint-violated' });
      expect(await store().auditLog.about(subject, 1_000)).toEqual([]);
    });

    test('refuses the same version twice, another maker’s, and a retired one’s return', async () => {
      await propose();
      await expect(propose()).rejects.toMatchObject({ code: 'constraint-violated' });
      const change = { seal: sampleSeal({ manufacturerId: 'maker-2' }), picture: null, entry };
      await expect(store().seals.change(MAKER, () => ({ save: change, answer: null }))).rejects.toMatchObject({
        code: 'record-not-valid',
      });
      await save({ seal: sampleSeal({ state: 'retired', retiredBy: someone('li'), retiredAt: LATER }), entry });
      await expect(save({ seal: approved(sampleSeal(), someone('li')), entry })).rejects.toMatchObject({
        code: 'constraint-violated',
      });
      expect(await store().seals.list(MAKER)).toMatchObject([{ state: 'retired' }]);
    });
  });
}
