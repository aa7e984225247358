import { expect, test } from '@jest/globals';
import { createConnection } from 'mongoose';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { MIGRATIONS, type MongoStep, migrateMongo, refuseUnmigrated } from '../../../server/stores/mongo/migrate.ts';
import { describeWithMongo } from './mongo-suite.ts';

describeWithMongo('a database of an older version', ({ mongo }) => {
  test('gets indexes that keep as much unique and may be sharded, in the place of those that may not', async () => {
    const connection = await createConnection(mongo().url('vinseal-former-indexes'), { autoIndex: false }).asPromise();
    const { lines, confirmations, versions } = modelsOf(connection);
    try {
      await lines.collection.createIndex({ number: 1, vin: 1 }, { name: 'vin_of_number', unique: true });
      await lines.collection.createIndex({ vin: 1, number: 1 }, { name: 'history' });
      const parts = { makerCode: 1, year: 1, sequence: 1 } as const;
      await confirmations.collection.createIndex(parts, { name: 'number', unique: true });
      await versions.collection.insertOne({ _id: 'schema', version: 4 } as never);
      await migrateMongo(connection);
      const indexesOf = async (model: Pick<typeof lines, 'collection'>) =>
        (await model.collection.indexes()).map(({ name, unique = false }) => `${name}${unique ? ' unique' : ''}`);
      expect(await indexesOf(lines)).toEqual(expect.arrayContaining(['number_of_vin unique', 'vins', 'claim unique']));
      const former = ['history', 'vin_of_number unique', 'number unique'];
      const standing = [...(await indexesOf(lines)), ...(await indexesOf(confirmations))];
      expect(standing.filter((name) => former.includes(name))).toEqual([]);
      const line = { number: 'ASC-1', vin: 'V' };
      await lines.collection.insertOne({ ...line, _id: '1' } as never, { bypassDocumentValidation: true });
      await expect(
        lines.collection.insertOne({ ...line, _id: '2' } as never, { bypassDocumentValidation: true }),
      ).rejects.toMatchObject({ code: 11_000 });
    } finally {
      await connection.dropDatabase();
      await connection.destroy();
    }
  });

  test('is brought up step by step, goes on where it was cut short, and is not touched again', async () => {
    const connection = await createConnection(mongo().url('vinseal-older'), { autoIndex: false }).asPromise();
    const { versions, counters } = modelsOf(connection);
    const version = async () => (await versions.findById('schema'))?.version;
    try {
      await counters.collection.insertMany(['one', 'two', 'three'].map((name) => ({ _id: name, last: -1 }) as never));
      await versions.collection.insertOne({ _id: 'schema', version: 3 } as never);
      await expect(refuseUnmigrated(connection)).rejects.toMatchObject({ code: 'store-not-migrated' });
      let [runs, isKilled] = [0, true];
      const step: MongoStep = async (models) => {
        runs += 1;
        await models.counters.collection.updateOne({ _id: 'one' } as never, { $set: { last: 7 } });
        if (isKilled) throw new Error('killed');
        await models.counters.collection.updateMany({ last: -1 }, { $set: { last: 7 } });
      };
      const steps = [...MIGRATIONS, step];
      await expect(migrateMongo(connection, steps)).rejects.toThrow('killed');
      expect(await version()).toBe(MIGRATIONS.length);
      isKilled = false;
      await migrateMongo(connection, steps);
      await migrateMongo(connection, steps);
      expect([await version(), runs, await counters.countDocuments({ last: 7 })]).toEqual([steps.length, 2, 3]);
      await expect(migrateMongo(connection)).rejects.toMatchObject({ code: 'store-newer' });
    } finally {
      await connection.dropDatabase();
      await connection.destroy();
    }
  });

  test('has tokens made access keys of the operator, again and again the same', async () => {
    const connection = await createConnection(mongo().url('vinseal-tokens'), { autoIndex: false }).asPromise();
    const { collected, versions } = modelsOf(connection);
    const at = '2026-01-02T03:04:05.000Z';
    try {
      for (const _time of ['once', 'again']) {
        await connection.collection('tokens').insertOne({ _id: 'wang', sha256: 'a'.repeat(64), at } as never);
        await versions.collection.updateOne({ _id: 'schema' } as never, { $set: { version: 4 } }, { upsert: true });
        await migrateMongo(connection);
        expect(await collected.find({}).lean()).toMatchObject([
          { _id: 'access-keys/wang', uniques: [`access-keys secret:${'a'.repeat(64)}`], version: 1, reads: 0 },
        ]);
        expect(await connection.listCollections()).not.toContainEqual(expect.objectContaining({ name: 'tokens' }));
      }
    } finally {
      await connection.dropDatabase();
      await connection.destroy();
    }
  });
});
