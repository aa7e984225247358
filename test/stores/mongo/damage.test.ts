import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_FILTERS } from '../../../server/ports/registry.ts';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import type { MongoStore } from '../../../server/stores/mongo/open-mongo-store.ts';
import { brokenChains, issue, sampleEntry, sampleVins } from '../../contract/store-samples.ts';
import type { MongoFixture } from './mongo-fixture.ts';
import { describeWithMongo } from './mongo-suite.ts';

const STREAM = 'manufacturer:maker-1';

/** What somebody changed past the store is told, and nothing else suffers from it. */
describeWithMongo('a MongoDB database that was changed by others', ({ database }) => {
  let fixture: MongoFixture;
  let store: MongoStore;
  beforeEach(async () => {
    fixture = await database().fixture();
    store = await fixture.open();
  });
  afterEach(() => fixture.dispose());
  const models = () => modelsOf(database().connection);

  describe('its audit log', () => {
    const place = (position: number) => ({ stream: STREAM, position });
    test.each<[string, number, string, () => Promise<unknown>]>([
      [
        'detail',
        2,
        'entry-altered',
        () => models().entries.collection.updateOne(place(2), { $set: { 'detail.x': 'y' } }),
      ],
      [
        'detail that is no text',
        2,
        'entry-altered',
        () => models().entries.collection.updateOne(place(2), { $set: { detail: 7 } }),
      ],
      [
        'actor',
        3,
        'entry-altered',
        () => models().entries.collection.updateOne(place(3), { $set: { 'actor.id': 'x' } }),
      ],
      ['missing entry', 2, 'entry-missing', () => models().entries.collection.deleteOne(place(2))],
      ['missing end', 4, 'entry-missing', () => models().entries.collection.deleteOne(place(4))],
      ['end that is not known', 5, 'end-missing', () => models().heads.collection.deleteMany({})],
    ])('with a changed %s', async (_what, position, problem, change) => {
      for (let count = 0; count < 4; count += 1) await store.auditLog.append(sampleEntry());
      await change();
      expect(await brokenChains(store)).toMatchObject([{ stream: STREAM, broken: { position, problem } }]);
    });

    test('that lost its end takes no entry in a place that is taken', async () => {
      await store.auditLog.append(sampleEntry());
      await models().heads.collection.deleteMany({});
      await expect(store.auditLog.append(sampleEntry())).rejects.toMatchObject({ code: 'constraint-violated' });
    });
  });

  test.each<[string, (number: string) => Promise<unknown>]>([
    ['a line that is gone', (number) => models().lines.collection.deleteOne({ number, line: 1 })],
    [
      'no content',
      (_id) => models().confirmations.updateOne({ _id }, { $set: { content: '{' }, $unset: { summary: 1 } }),
    ],
  ])('a record with %s is damaged, and all others are listed', async (_what, change) => {
    const whole = await issue(store, { vins: sampleVins(1, 2) });
    const damaged = await issue(store, { vins: sampleVins(5, 2) });
    await change(damaged);
    await expect(store.registry.find(damaged)).rejects.toMatchObject({ code: 'record-damaged', number: damaged });
    const page = await store.registry.list({ ...NO_FILTERS, limit: 10, cursor: null });
    expect(page).toMatchObject({ items: [{ number: whole }], damaged: [damaged] });
  });

  test('a question with a field that no schema names is refused, not answered with everything', async () => {
    const question = { manufacturer: 'maker-1' } as Record<string, unknown>;
    await expect(models().confirmations.find(question).exec()).rejects.toThrow('not in schema');
  });
});
