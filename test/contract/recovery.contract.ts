import { beforeEach, describe, expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { RecordedEntry } from '../../server/model/access/audit-entry.ts';
import type { RecoveryPlan } from '../../server/ports/recovery.ts';
import type { MakeFixture } from './store-fixture.ts';
import {
  brokenChains,
  issue,
  LATER,
  MAKER,
  numberOf,
  register,
  sampleContent,
  sampleEntry,
  sampleManufacturer,
  sampleRequest,
  sampleSeal,
  sampleVin,
  sampleVins,
  someone,
} from './store-samples.ts';
import { useStores } from './use-stores.ts';

const SHA256 = 'd'.repeat(64);

/** What the journal of an install tells that its database does not know any more. */
function missed(changes: Pick<RecordedEntry, 'action' | 'subject' | 'detail'>, mark = 'a'): RecordedEntry {
  const place = { stream: `manufacturer:${MAKER}`, position: 99, previous: 'b'.repeat(64), hash: mark.repeat(64) };
  return { ...place, at: LATER, actor: someone('officer-2'), phase: 'succeeded', ...changes };
}

function aboutConfirmation(number: string, action: string, detail: Record<string, string>, mark = 'a') {
  return missed({ action, subject: { kind: 'confirmation', id: number }, detail }, mark);
}

/** The suite of `RecoveryRegister`. */
export function recoveryContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: recovery`, () => {
    const { store, another } = useStores(makeFixture);
    beforeEach(() => register(store(), sampleManufacturer()));

    const recover = (changes: Partial<RecoveryPlan> = {}) =>
      store().recovery.recover({
        ...{ missing: [], numbers: [], isComplete: true, skip: 0, years: [2026], by: someone('operator-1'), at: LATER },
        ...changes,
      });
    const sequence = (of: number) => formatConfirmationNumber({ makerCode: 'XHM', year: 2026, sequence: of });
    const adopt = (number: string, vins = sampleVins(1, 2)) =>
      store().recovery.adopt({
        content: sampleContent(number, sampleRequest({ vins })),
        ...{ manufacturerId: MAKER, keyId: 'key-9', sha256: SHA256, by: someone('operator-1'), at: LATER },
      });

    test('what instances read of shared records before a set-back is read anew, whatever was counted since', async () => {
      const put = (name: string) =>
        store().shared.change('trust', () => ({
          put: [{ name, content: new Uint8Array([1]) }],
          remove: [],
          answer: null,
        }));
      const revision = async () => (await store().shared.read('trust')).revision;
      await put('one');
      await recover();
      const renewed = await revision();
      expect(renewed).toBeGreaterThanOrEqual(Date.parse(LATER));
      await recover();
      expect(await revision()).toBeGreaterThan(renewed);
    });

    test('nothing is known of a restore at first', async () => {
      const { recovery } = store();
      expect(await recovery.state()).toBeNull();
      expect(await recovery.mayBeLost(sequence(1))).toBe(false);
      expect(await recovery.holdsFiles()).toBe(false);
      expect(await recovery.confirm(someone('operator-1'), LATER)).toBe(false);
    });

    test('numbers that may have been given are never given again, and may be lost', async () => {
      await issue(store());
      const numbers = [{ makerCode: 'XHM', year: 2026, sequence: 7 }];
      const { skipped } = await recover({ numbers, skip: 10 });
      expect(skipped).toEqual([{ makerCode: 'XHM', year: 2026, first: 2, last: 17 }]);
      const { recovery, reservations } = await another();
      expect(await recovery.mayBeLost(sequence(17))).toBe(true);
      expect(await recovery.mayBeLost(sequence(18))).toBe(false);
      expect(numberOf(await reservations.reserve(sampleRequest({ vins: sampleVins(50, 1) })))).toBe(sequence(18));
    });

    test('where the highest number is not known, those of every registered maker are skipped', async () => {
      const { skipped } = await recover({ skip: 5, years: [2026, 2027], isComplete: false });
      expect(skipped).toEqual([2026, 2027].map((year) => ({ makerCode: 'XHM', year, first: 1, last: 5 })));
      expect(await store().recovery.state()).toEqual({ restoredAt: LATER, isComplete: false, confirmedAt: null });
      expect(await store().recovery.holdsFiles()).toBe(true);
      expect(await store().recovery.confirm(someone('operator-1'), LATER)).toBe(true);
      expect(await store().recovery.confirm(someone('operator-1'), LATER)).toBe(false);
      expect(await store().recovery.holdsFiles()).toBe(false);
    });

    test('what was withdrawn, replaced or ended since is ended again, once', async () => {
      const withdrawn = await issue(store(), { vins: sampleVins(1, 2) });
      const replaced = await issue(store(), { vins: sampleVins(5, 2) });
      const proposal = { seal: sampleSeal(), picture: null, entry: sampleEntry() };
      await store().seals.change(MAKER, () => ({ save: proposal, answer: null }));
      const missing = [
        aboutConfirmation(withdrawn, 'withdraw-confirmation', { vins: sampleVin(2), reason: 'lost' }, 'a'),
        aboutConfirmation(replaced, 'supersede-confirmation', { supersededBy: sequence(9) }, 'c'),
        missed({ action: 'retire-seal', subject: { kind: 'seal', id: MAKER }, detail: { version: '1' } }, 'e'),
      ];
      expect((await recover({ missing })).replayed).toBe(3);
      expect((await recover({ missing })).replayed).toBe(0);
      const standings = async (number: string) =>
        (await store().registry.find(number))?.lines.map(({ standing }) => standing.status);
      expect(await standings(withdrawn)).toEqual(['live', 'withdrawn']);
      expect(await standings(replaced)).toEqual(['superseded', 'superseded']);
      expect((await store().seals.list(MAKER))[0]).toMatchObject({ state: 'retired', retiredBy: { id: 'officer-2' } });
      expect(await brokenChains(store())).toEqual([]);
    });

    test('a document that was issued since is awaited, and its file brings it back', async () => {
      const detail = { sha256: SHA256, keyId: 'key-7', sealVersion: '3' };
      const number = sequence(4);
      const { awaited } = await recover({ missing: [aboutConfirmation(number, 'issue-confirmation', detail)] });
      expect(awaited).toEqual([number]);
      expect(await store().recovery.holdsFiles()).toBe(true);
      expect(await adopt(number)).toEqual({ kind: 'adopted' });
      expect(await adopt(number)).toEqual({ kind: 'known' });
      const found = await (await another()).registry.find(number);
      expect(found).toMatchObject({ sha256: SHA256, sealVersion: 3, issuedBy: 'officer-2', manufacturerId: MAKER });
      expect(found?.lines.map(({ standing }) => standing)).toEqual([{ status: 'live' }, { status: 'live' }]);
      expect((await store().archive.due({ at: LATER, limit: 5, after: null })).items).toMatchObject([{ number }]);
      expect((await store().holders.taken(sampleVins(1, 1), null))[0]).toMatchObject({ number });
      const look = await store().lookUps.linesByTail(number, sampleVin(1).slice(-6), 2);
      expect(look).toMatchObject([{ vin: sampleVin(1), destination: 'KZ' }]);
      expect(await brokenChains(store())).toEqual([]);
    });

    test('another file of an awaited number, or of one that is live, is refused', async () => {
      const detail = { sha256: 'e'.repeat(64), keyId: 'key-7', sealVersion: '3' };
      await recover({ missing: [aboutConfirmation(sequence(4), 'issue-confirmation', detail)] });
      expect(await adopt(sequence(4))).toEqual({ kind: 'number-of-another' });
      expect(await adopt(await issue(store()))).toEqual({ kind: 'number-of-another' });
    });

    test('a file whose VIN somebody else has in force is refused, and changes nothing', async () => {
      await issue(store(), { vins: sampleVins(1, 1) });
      await recover();
      expect(await adopt(sequence(8))).toEqual({ kind: 'vins-taken', vins: [sampleVin(1)] });
      expect(await store().registry.find(sequence(8))).toBeNull();
    });

    test('a file that comes back stands as the journal said', async () => {
      const number = sequence(4);
      await recover({
        missing: [
          aboutConfirmation(number, 'withdraw-confirmation', { vins: sampleVin(1), reason: 'lost' }, 'a'),
          aboutConfirmation(number, 'supersede-confirmation', { supersededBy: sequence(6) }, 'c'),
        ],
      });
      expect(await adopt(number)).toEqual({ kind: 'adopted' });
      const lines = (await store().registry.find(number))?.lines.map(({ standing }) => standing);
      expect(lines).toMatchObject([
        { status: 'withdrawn', reason: 'lost' },
        { status: 'superseded', supersededBy: sequence(6) },
      ]);
      expect(await store().holders.taken(sampleVins(1, 2), null)).toEqual([]);
    });
  });
}
