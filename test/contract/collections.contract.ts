import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import {
  type CollectedRecord,
  type CollectionChange,
  type Collections,
  MAX_DATA_LENGTH,
  type NewRecord,
  type RecordKey,
} from '../../server/ports/collections.ts';
import type { MakeFixture } from './store-fixture.ts';
import { sampleEntry } from './store-samples.ts';
import { useStores } from './use-stores.ts';

const key = (id: string): RecordKey => ({ collection: 'organisations', id });
const record = (id: string, changes: Partial<NewRecord> = {}): NewRecord => ({
  ...{
    collection: 'organisations',
    id,
    at: '2026-07-01T06:00:00.000Z',
    unique: [],
    tags: ['all'],
    data: `{"id":"${id}"}`,
  },
  ...changes,
});
const stored = ({ collection: _, ...rest }: NewRecord, version = 1): CollectedRecord => ({ ...rest, version });
const change = (changes: Partial<CollectionChange<null>>): CollectionChange<null> => ({
  ...{ put: [], remove: [], entries: [], answer: null },
  ...changes,
});
const idsOf = (records: readonly CollectedRecord[]) => records.map(({ id }) => id);

/** The suite of `Collections`. */
export function collectionsContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: collections`, () => {
    const { store, another } = useStores(makeFixture);
    const put = (collections: Collections, ...records: readonly NewRecord[]) =>
      collections.change(
        records.map(({ id }) => key(id)),
        () => change({ put: records }),
      );

    test('what contradicts another record is told to the log without what is in it', async () => {
      const unique = ['email:somebody@people.example'];
      await put(store().collections, record('has-it', { unique }));
      const fault = await put(store().collections, record('wants-it', { unique })).catch((thrown: unknown) => thrown);
      expect(fault).toMatchObject({ code: 'constraint-violated' });
      expect(JSON.stringify(pino.stdSerializers.err(fault as Error))).not.toContain('somebody');
    });
    const here = () => store().collections;
    const list = (tags: readonly string[], limit = 100) => here().list('organisations', { tags, after: null, limit });

    test('gives everybody what was put, and counts its versions', async () => {
      const first = record('a', { unique: ['mail:x'], tags: ['state:open', 'все'], data: '{"text":"确认"}' });
      await put(here(), first);
      const other = (await another()).collections;
      expect(await other.find('organisations', 'a')).toEqual(stored(first));
      const second = record('a', { tags: [], unique: [], data: '{}' });
      await put(other, second);
      expect(await here().find('organisations', 'a')).toEqual(stored(second, 2));
      expect(await here().find('organisations', 'b')).toBeNull();
      expect(await here().find('access-keys', 'a')).toBeNull();
    });

    test('finds by a unique text, as long as the record has it', async () => {
      await put(here(), record('a', { unique: ['mail:x', 'code:1'] }));
      expect((await here().findUnique('organisations', 'code:1'))?.id).toBe('a');
      expect(await here().findUnique('access-keys', 'code:1')).toBeNull();
      await put(here(), record('a', { unique: ['mail:y'] }));
      expect(await here().findUnique('organisations', 'code:1')).toBeNull();
      await put(here(), record('b', { unique: ['mail:x'] }));
      expect((await here().findUnique('organisations', 'mail:x'))?.id).toBe('b');
    });

    test('refuses a unique text of another, with all that came with it', async () => {
      await put(here(), record('a', { unique: ['mail:x'] }), record('c'));
      const taken = put(here(), record('c', { data: '{"changed":true}' }), record('b', { unique: ['mail:x'] }));
      await expect(taken).rejects.toMatchObject({ code: 'constraint-violated' });
      expect([(await here().find('organisations', 'c'))?.version, await here().find('organisations', 'b')]).toEqual([
        1,
        null,
      ]);
    });

    test('refuses to replace what was not read first', async () => {
      await put(here(), record('a'));
      const blind = here().change([], () => change({ put: [record('a', { data: '{}' })] }));
      await expect(blind).rejects.toMatchObject({ code: 'constraint-violated' });
      await here().change([], () => change({ put: [record('b')] }));
      expect((await here().find('organisations', 'b'))?.version).toBe(1);
    });

    test('lists newest first by all tags, page after page', async () => {
      const days = ['01', '02', '02', '03', '04'].map((day) => `2026-07-${day}T06:00:00.000Z`);
      await put(
        here(),
        ...days.map((at, index) => record(`r${index}`, { at, tags: ['x', index === 3 ? 'odd' : 'y'] })),
      );
      expect(idsOf(await list(['x']))).toEqual(['r4', 'r3', 'r2', 'r1', 'r0']);
      expect(idsOf(await list(['x', 'y'], 2))).toEqual(['r4', 'r2']);
      const after = { at: days[2] ?? '', id: 'r2' };
      expect(idsOf(await here().list('organisations', { tags: ['y', 'x'], after, limit: 9 }))).toEqual(['r1', 'r0']);
      expect(await list(['z'])).toEqual([]);
      expect([
        await here().count('organisations', ['x', 'y'], 9),
        await here().count('organisations', ['x'], 3),
      ]).toEqual([4, 3]);
    });

    test('removes records, their tags and their unique texts', async () => {
      await put(here(), record('a', { unique: ['mail:x'] }), record('b'));
      await here().change([], () => change({ remove: [key('a'), key('none')] }));
      expect([idsOf(await list(['all'])), await here().findUnique('organisations', 'mail:x')]).toEqual([['b'], null]);
    });

    test('decides on the records as they stand, in the order of the keys, and gives the answer', async () => {
      await put(here(), record('a'), record('b'));
      const answer = await here().change([key('b'), key('none'), key('a')], (records) => ({
        ...change({}),
        answer: records.map((found) => found?.id ?? null),
      }));
      expect(answer).toEqual(['b', null, 'a']);
      expect((await here().find('organisations', 'a'))?.version).toBe(1);
    });

    test('writes the audit entries of a change with it, or neither', async () => {
      const entry = sampleEntry({ stream: 'operator' });
      await here().change([], () => change({ put: [record('a', { unique: ['u'] })], entries: [entry] }));
      const failing = here().change([], () => change({ put: [record('b', { unique: ['u'] })], entries: [entry] }));
      await expect(failing).rejects.toMatchObject({ code: 'constraint-violated' });
      expect(await store().auditLog.list({ stream: 'operator', after: 0, limit: 10 })).toHaveLength(1);
    });

    test('refuses data that is too long', async () => {
      const long = record('a', { data: 'x'.repeat(MAX_DATA_LENGTH + 1) });
      await expect(put(here(), long)).rejects.toMatchObject({ code: 'record-not-valid' });
    });

    test('of changes at once none is lost, also where one decides on what it only reads', async () => {
      const users = [here(), (await another()).collections];
      await put(here(), record('count', { data: '0' }), record('limit', { data: '9' }));
      const grow = (collections: Collections) =>
        collections.change([key('count'), key('limit')], ([count, limit]) => {
          const next = Number(count?.data) + 1;
          const isFree = next <= Number(limit?.data);
          return change({ put: isFree ? [record('count', { data: `${next}` })] : [] });
        });
      const close = () => put(here(), record('limit', { data: '0' }));
      await Promise.all([...Array.from({ length: 12 }, (_, index) => grow(users[index % 2] ?? here())), close()]);
      const { version = 0, data } = (await here().find('organisations', 'count')) ?? {};
      expect(Number(data)).toBe(version - 1);
      expect(Number(data)).toBeLessThanOrEqual(9);
    });
  });
}
