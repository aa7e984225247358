/** What no schema of mongoose sees the server refuses by itself. */
import { expect, test } from '@jest/globals';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { openMongoStore } from '../../../server/stores/mongo/open-mongo-store.ts';
import { LATER } from '../../contract/store-samples.ts';
import { describeWithMongo } from './mongo-suite.ts';

describeWithMongo('validators of the server', ({ database }) => {
  const collections = () => Object.values(modelsOf(database().connection)).map(({ collection }) => collection);
  const open = (migrates: boolean) =>
    openMongoStore({ url: database().url, now: () => LATER, migrates, install: 'test' });

  test('every collection refuses a field that no schema names, and a name of another type', async () => {
    for (const collection of collections()) {
      await expect(collection.insertOne({ _id: 'x' as never, unknown: 1 })).rejects.toMatchObject({ code: 121 });
      await expect(collection.insertOne({ _id: 7 as never })).rejects.toMatchObject({ code: 121 });
    }
  });

  test('a record past mongoose is refused for one wrong type, at any depth, when inserted or changed', async () => {
    const { turns, seals, counters } = modelsOf(database().connection);
    await turns.collection.insertOne({ _id: 'x' as never, turns: 1 });
    await expect(turns.collection.updateOne({}, { $set: { turns: 'one' } })).rejects.toMatchObject({ code: 121 });
    await expect(turns.collection.updateOne({}, { $unset: { turns: 1 } })).rejects.toMatchObject({ code: 121 });
    await expect(counters.collection.insertOne({ _id: 'x' as never, last: null })).rejects.toMatchObject({ code: 121 });
    const actor = { kind: 'operator', id: '', name: '' };
    const data = { form: 'joint-stock', nameZh: '印', recordCode: '', test: true };
    const seal = { _id: 'm/1' as never, manufacturerId: 'm', version: 1, data, picture: null, content: null };
    const whole = { ...seal, from: '2026-01-01', until: null, state: 'proposed', proposedBy: actor, proposedAt: LATER };
    await seals.collection.insertOne({ ...whole });
    for (const change of [{ 'data.test': 'yes' }, { 'data.more': 1 }, { 'data.form': 'other' }, { 'proposedBy.id': 1 }])
      await expect(seals.collection.updateOne({}, { $set: change })).rejects.toMatchObject({ code: 121 });
    await Promise.all([turns.deleteMany({}), seals.deleteMany({})]);
  });

  test('a collection without its validator, or with another one, is refused at the start, until it is migrated', async () => {
    const { connection } = database();
    const { lines } = modelsOf(connection);
    for (const other of [{ validator: {} }, { validationAction: 'warn' }, { validationLevel: 'moderate' }]) {
      await connection.db?.command({ collMod: lines.collection.name, ...other });
      await expect(open(false)).rejects.toMatchObject({ code: 'store-not-migrated' });
      await (await open(true)).close();
      await (await open(false)).close();
    }
  });
});
