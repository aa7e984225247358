import { describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { connectMongo } from '../../../server/stores/mongo/connect.ts';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { asMongoFault } from '../../../server/stores/mongo/mongo-fault.ts';
import { inTransaction } from '../../../server/stores/mongo/transaction.ts';
import { startTcpProxy } from '../../support/faults/tcp-proxy.ts';
import { describeWithMongo } from './mongo-suite.ts';

describeWithMongo('a commit whose answers are all lost', ({ database }) => {
  test('may have been done, and is not said to have failed', async () => {
    const { url, connection } = database();
    const { port, pathname } = new URL(url);
    const proxy = await startTcpProxy(Number(port));
    const through = await connectMongo(`mongodb://127.0.0.1:${proxy.port}${pathname}?directConnection=true`);
    try {
      proxy.loseAnswersTo('commitTransaction');
      const { trials } = modelsOf(through);
      const written = inTransaction(
        through,
        (session) => trials.create([{ _id: 'lost', at: new Date() }], { session }),
        300,
      );
      await expect(written).rejects.toMatchObject({ code: 'store-unreachable', outcome: 'unknown' });
      expect(await modelsOf(connection).trials.findById('lost')).not.toBeNull();
    } finally {
      await through.destroy();
      proxy.close();
    }
  });
});

describe('what a server answers in an election, or while it stops', () => {
  test.each([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436])('is no fault of the service: %i', (code) => {
    const fault = new mongo.MongoServerError({ message: 'operation was interrupted', code });
    expect(asMongoFault(fault)).toMatchObject({ code: 'store-unreachable' });
  });
});
