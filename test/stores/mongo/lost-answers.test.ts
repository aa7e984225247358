import { describe, expect, test } from '@jest/globals';
import { type Connection, mongo } from 'mongoose';
import { connectMongo } from '../../../server/stores/mongo/connect.ts';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import { asMongoFault } from '../../../server/stores/mongo/mongo-fault.ts';
import { recordsOf } from '../../../server/stores/mongo/records.ts';
import { inTransaction } from '../../../server/stores/mongo/transaction.ts';
import { startTcpProxy } from '../../support/faults/tcp-proxy.ts';
import { describeWithMongo } from './mongo-suite.ts';

describeWithMongo('a server whose answers are lost', ({ database }) => {
  /** A connection on which what contains that word is never answered. */
  const losing = async (word: string, work: (through: Connection) => Promise<void>) => {
    const { port, pathname } = new URL(database().url);
    const proxy = await startTcpProxy(Number(port));
    const through = await connectMongo(`mongodb://127.0.0.1:${proxy.port}${pathname}?directConnection=true`);
    try {
      proxy.loseAnswersTo(word);
      await work(through);
    } finally {
      await through.destroy();
      proxy.close();
    }
  };
  const insert = (through: Connection) =>
    inTransaction(
      through,
      (session) => recordsOf(modelsOf(through).trials, session).insert([{ _id: 'lost', at: new Date() }]),
      { limitMs: 300 },
    );

  test('has perhaps done a commit, which is not said to have failed', () =>
    losing('commitTransaction', async (through) => {
      await expect(insert(through)).rejects.toMatchObject({ code: 'store-unreachable', outcome: 'unknown' });
      expect(await modelsOf(database().connection).trials.findById('lost')).not.toBeNull();
    }));

  test('cannot be reached, where it was an insertion', () =>
    losing('insert', async (through) => {
      const fault = await insert(through).catch((error: unknown) => asMongoFault(error));
      expect(fault).toMatchObject({ code: 'store-unreachable', outcome: null });
    }));
});

describe('what a server answers in an election, or while it stops', () => {
  test.each([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436])('is no fault of the service: %i', (code) => {
    const fault = new mongo.MongoServerError({ message: 'operation was interrupted', code });
    expect(asMongoFault(fault)).toMatchObject({ code: 'store-unreachable' });
  });
});
