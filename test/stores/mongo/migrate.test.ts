import { expect, test } from '@jest/globals';
import { createConnection } from 'mongoose';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { MIGRATIONS, type MongoStep, migrateMongo, refuseUnmigrated } from '../../../server/stores/mongo/migrate.ts';
import { describeWithMongo } from './mongo-suite.ts';

describeWithMongo('a database of an older version', ({ mongo }) => {
  test('is brought up step by step, goes on where it was cut short, and is not touched again', async () => {
    const connection = await createConnection(mongo().url('vinseal-older'), { autoIndex: false }).asPromise();
    const { versions, tokens } = modelsOf(connection);
    const version = async () => (await versions.findById('schema'))?.version;
    try {
      await tokens.collection.insertMany(['one', 'two', 'three'].map((name) => ({ _id: name, at: 'old' }) as never));
      await versions.collection.insertOne({ _id: 'schema', version: 3 } as never);
      await expect(refuseUnmigrated(connection)).rejects.toMatchObject({ code: 'store-not-migrated' });
      let [runs, isKilled] = [0, true];
      const step: MongoStep = async (models) => {
        runs += 1;
        await models.tokens.collection.updateOne({ _id: 'one' } as never, { $set: { at: 'new' } });
        if (isKilled) throw new Error('killed');
        await models.tokens.collection.updateMany({ at: 'old' }, [{ $set: { at: 'new', sha256: '$_id' } }]);
      };
      const steps = [...MIGRATIONS, step];
      await expect(migrateMongo(connection, steps)).rejects.toThrow('killed');
      expect(await version()).toBe(MIGRATIONS.length);
      isKilled = false;
      await migrateMongo(connection, steps);
      await migrateMongo(connection, steps);
      expect([await version(), runs, await tokens.countDocuments({ at: 'new' })]).toEqual([steps.length, 2, 3]);
      await expect(migrateMongo(connection)).rejects.toMatchObject({ code: 'store-newer' });
    } finally {
      await connection.dropDatabase();
      await connection.destroy();
    }
  });
});
