import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ListFilters, NO_FILTERS } from '../../../server/ports/registry.ts';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import type { MongoStore } from '../../../server/stores/mongo/open-mongo-store.ts';
import { summarised } from '../../../server/stores/mongo/registered-confirmation.ts';
import type { ConfirmationRecord } from '../../../server/stores/mongo/schema/confirmation-schema.ts';
import { backwards, type LineRecord } from '../../../server/stores/mongo/schema/line-schema.ts';
import { sampleContent, sampleRequest } from '../../contract/store-samples.ts';
import { pageLengths } from '../../support/page-lengths.ts';
import { isFullRun } from '../../support/test-share.ts';
import type { MongoFixture } from './mongo-fixture.ts';
import { describeWithMongo } from './mongo-suite.ts';

/** A page looks at so many entries at most: see `MAX_LOOKED_AT`. */
const LOOKED_AT = 2_000;
/** Pages that find nothing before the one that finds the oldest. */
const EMPTY_PAGES = isFullRun() ? 3 : 1;
const COUNT = EMPTY_PAGES * LOOKED_AT + 500;

describeWithMongo('a long list in MongoDB', ({ database }) => {
  let fixture: MongoFixture;
  let registry: MongoStore['registry'];
  beforeAll(async () => {
    fixture = await database().fixture();
    registry = (await fixture.open()).registry;
    const { confirmations, lines } = modelsOf(database().connection);
    const places = Array.from({ length: COUNT }, (_, index) => index + 1);
    await confirmations.collection.insertMany(places.map(confirmation));
    await lines.collection.insertMany(places.map(line));
  });
  afterAll(() => fixture.dispose());

  const pagesOf = (filters: Partial<ListFilters>) => pageLengths(registry, filters);

  test.each([
    ['a status that one of many has', { status: 'withdrawn' }],
    ['a country that one of many is for', { destination: 'RU', manufacturerId: 'maker-1' }],
    ['the two, of an exporter of many', { status: 'withdrawn', destination: 'RU', exporterUscc: 'exporter' }],
  ] as const)('%s is found in pages that each look at a bounded part', async (_what, filters) => {
    expect(await pagesOf(filters)).toEqual([...Array(EMPTY_PAGES).fill(0), 1]);
  });

  test('what an index answers by itself is found at once', async () => {
    for (const filters of [{ vin: vinOf(1) }, { numberPrefix: 'ASC-XHM-2026-0000001' }])
      expect(await pagesOf(filters)).toEqual([1]);
    expect(await pagesOf({ exporterUscc: 'none' })).toEqual([0]);
    expect(await pagesOf({ manufacturerId: 'none', status: 'withdrawn' })).toEqual([0]);
  });

  test('every confirmation is listed once, whatever the filter', async () => {
    for (const filters of [{}, { numberPrefix: 'ASC-XHM-' }, { destination: 'KZ' }]) {
      const lengths = await pagesOf(filters);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(COUNT - ('destination' in filters ? 1 : 0));
    }
  });

  test('the server reads no more of the index than a page may look at', async () => {
    const db = database().connection.db;
    await db?.command({ profile: 2 });
    await registry.list({ ...NO_FILTERS, status: 'withdrawn', limit: 200, cursor: null });
    await db?.command({ profile: 0 });
    const read = await db
      ?.collection('system.profile')
      .find({ ns: /\.confirmations$/ })
      .toArray();
    expect(read).toHaveLength(2);
    for (const { keysExamined } of read ?? []) expect(keysExamined).toBeLessThanOrEqual(2 * LOOKED_AT + 2);
  });
});

function numberOf(place: number): string {
  return `ASC-XHM-2026-${String(place).padStart(7, '0')}X`;
}

function vinOf(place: number): string {
  return String(place).padStart(17, '0');
}

/** One vehicle each. */
function confirmation(place: number): ConfirmationRecord & { readonly _id: never } {
  const request = sampleRequest({ vins: [vinOf(place)] });
  const record: ConfirmationRecord = {
    ...{
      _id: numberOf(place),
      manufacturerId: 'maker-1',
      makerCode: 'XHM',
      year: 2026,
      sequence: place,
      state: 'live',
    },
    ...{
      owner: 'x',
      supersedes: null,
      requestHash: '',
      reservedBy: 'x',
      reservedAt: 'x',
      issuedBy: 'x',
      issuedAt: 'x',
    },
    ...{ issuedMs: place, content: '{}', sha256: 'a'.repeat(64), keyId: 'x' },
    summary: summarised(sampleContent(numberOf(place), request, { exporterUscc: 'exporter' })),
  };
  return record as ConfirmationRecord & { readonly _id: never };
}

/** The oldest is withdrawn, and for another country. */
function line(place: number): LineRecord & { readonly _id: never } {
  const vin = vinOf(place);
  const record: LineRecord = {
    ...{ _id: `${numberOf(place)}/1`, number: numberOf(place), line: 1, vin, backwards: backwards(vin) },
    ...(place === 1 ? { status: 'withdrawn', destination: 'RU' } : { status: 'live', destination: 'KZ' }),
  };
  return record as LineRecord & { readonly _id: never };
}
