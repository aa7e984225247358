import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../server/model/access/audit-entry.ts';
import { MAX_SHARED_BYTES, type SharedRecord, type SharedRecords } from '../../server/ports/shared-records.ts';
import type { MakeFixture } from './store-fixture.ts';
import { AT, someone } from './store-samples.ts';
import { useStores } from './use-stores.ts';

const record = (name: string, text: string): SharedRecord => ({ name, content: new TextEncoder().encode(text) });
const textsOf = (records: readonly SharedRecord[]) =>
  records.map(({ name, content }) => `${name}=${new TextDecoder().decode(content)}`);

/** The suite of `SharedRecords`. */
export function sharedRecordsContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: shared records`, () => {
    const { store, another } = useStores(makeFixture);
    const put = (shared: SharedRecords, ...records: readonly SharedRecord[]) =>
      shared.change('trust', () => ({ put: records, remove: [], answer: null }));
    const read = async (shared: SharedRecords) => textsOf((await shared.read('trust')).records);

    test('there is nothing at first', async () => {
      expect(await store().shared.read('trust')).toEqual({ revision: 0, records: [] });
    });

    test('gives everybody what was put, in the order in which it came, octet by octet', async () => {
      const octets = { name: 'octets', content: Uint8Array.from({ length: 256 }, (_, index) => index) };
      await put(store().shared, record('b', '1'), octets);
      await put(store().shared, record('a', '确认'), record('b', '2'));
      const { revision, records } = await (await another()).shared.read('trust');
      expect(revision).toBe(2);
      expect(records).toEqual([record('b', '2'), octets, record('a', '确认')]);
    });

    test('removes by name, and what comes back comes last', async () => {
      await put(store().shared, record('a', '1'), record('b', '2'));
      await store().shared.change('trust', () => ({ put: [record('c', '3')], remove: ['a', 'none'], answer: null }));
      expect(await read(store().shared)).toEqual(['b=2', 'c=3']);
      await put(store().shared, record('a', '4'));
      expect(await read(store().shared)).toEqual(['b=2', 'c=3', 'a=4']);
    });

    test('kinds do not meet', async () => {
      await put(store().shared, record('a', '1'));
      expect(await store().shared.read('keys')).toEqual({ revision: 0, records: [] });
    });

    test('decides on the records as they stand, gives the answer, and counts nothing up where nothing changes', async () => {
      await put(store().shared, record('a', '1'));
      const answer = await store().shared.change('trust', (records) => ({
        ...{ put: [], remove: [] },
        answer: textsOf(records),
      }));
      expect(answer).toEqual(['a=1']);
      expect((await store().shared.read('trust')).revision).toBe(1);
    });

    test('a decision that throws changes nothing and keeps nobody waiting', async () => {
      const fault = new Error('no decision');
      const decide = () => {
        throw fault;
      };
      await expect(store().shared.change('trust', decide)).rejects.toBe(fault);
      await put(store().shared, record('a', '1'));
      expect(await read(store().shared)).toEqual(['a=1']);
    });

    test('writes entries of the audit log with the change, and none where it is not made', async () => {
      const entry = (id: string): AuditEntry => ({
        ...{ stream: 'operator', at: AT, actor: someone('test'), action: 'suspend-trust' },
        ...{ phase: 'succeeded', subject: { kind: 'anchor', id }, detail: {} },
      });
      const change = (id: string, ...put: readonly SharedRecord[]) =>
        store().shared.change('trust', () => ({ put, remove: [], entries: [entry(id)], answer: null }));
      await change('first', record('a', '1'));
      await change('second');
      const long = { name: 'long', content: new Uint8Array(MAX_SHARED_BYTES + 1) };
      await expect(change('third', long)).rejects.toMatchObject({ code: 'record-not-valid' });
      const told = await store().auditLog.list({ stream: 'operator', after: 0, limit: 10 });
      expect(told.map(({ subject }) => subject.id)).toEqual(['first', 'second']);
    });

    test('what is too long for one record is refused, with all that came with it', async () => {
      const long = { name: 'long', content: new Uint8Array(MAX_SHARED_BYTES + 1) };
      await expect(put(store().shared, record('a', '1'), long)).rejects.toMatchObject({ code: 'record-not-valid' });
      expect(await read(store().shared)).toEqual([]);
    });

    test('of changes at once none is lost', async () => {
      const others = await Promise.all([another(), another()]);
      const users = [store(), ...others];
      const grow = (shared: SharedRecords) =>
        shared.change('trust', (records) => ({
          put: [record('n', `${Number(textsOf(records)[0]?.slice(2) ?? 0) + 1}`)],
          ...{ remove: [], answer: null },
        }));
      await Promise.all(Array.from({ length: 12 }, (_, index) => grow((users[index % 3] ?? store()).shared)));
      expect(await read(store().shared)).toEqual(['n=12']);
    });

    test('a view sees what another user changed at its next call, and derives only what changed', async () => {
      const other = await another();
      let derived = 0;
      const view = store().shared.view('trust', (records) => {
        derived += 1;
        return textsOf(records).join();
      });
      expect(await view()).toBe('');
      await put(other.shared, record('a', '1'));
      expect([await view(), await view()]).toEqual(['a=1', 'a=1']);
      await other.shared.change('trust', () => ({ put: [], remove: ['a'], answer: null }));
      await other.shared.change('keys', () => ({ put: [record('a', '1')], remove: [], answer: null }));
      expect([await view(), derived]).toEqual(['', 3]);
    });

    test('of many who call a view after a change one reads the records', async () => {
      let derived = 0;
      const view = store().shared.view('trust', (records) => {
        derived += 1;
        return textsOf(records).join();
      });
      await put((await another()).shared, record('a', '1'));
      expect(new Set(await Promise.all(Array.from({ length: 9 }, view)))).toEqual(new Set(['a=1']));
      expect(derived).toBe(1);
    });

    test('what a view cannot make sense of is thrown until the records change', async () => {
      const view = store().shared.view('trust', (records) => {
        if (records.length === 1) throw new Error('malformed');
        return records.length;
      });
      await put(store().shared, record('a', '1'));
      await expect(view()).rejects.toThrow('malformed');
      await expect(view()).rejects.toThrow('malformed');
      await put(store().shared, record('b', '1'));
      expect(await view()).toBe(2);
    });
  });
}
