import { expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import { createFreshReads } from '../../../server/stores/mongo/fresh-reads.ts';
import { describeWithOwnMongo } from './mongo-suite.ts';

/** That nothing is missed after an election is what `service-under-faults` asks; here, when the primary is asked to confirm. */
describeWithOwnMongo('reads that miss nothing', ({ mongo }) => {
  async function open() {
    const connection = createConnection();
    await connection.openUri(mongo().url('vinseal-fresh'), { monitorCommands: true, heartbeatFrequencyMS: 500 });
    const told: string[] = [];
    connection.getClient().on('commandStarted', ({ commandName, command }) => {
      if (command.readConcern?.level === 'linearizable') told.push(commandName);
    });
    return { connection, told, fresh: createFreshReads(connection) };
  }
  const ask = (connection: Connection) => () => connection.collection('x').findOne({}, { readConcern: 'majority' });

  test('one primary confirms once, however many read', async () => {
    const { connection, told, fresh } = await open();
    await Promise.all(Array.from({ length: 8 }, () => fresh(ask(connection))));
    await fresh(ask(connection));
    expect(told.length).toBeLessThanOrEqual(2);
    const before = told.length;
    await fresh(ask(connection));
    expect([before > 0, told.length]).toEqual([true, before]);
    await connection.destroy();
  });

  test('the next primary confirms anew, and what was read meanwhile is read again', async () => {
    const { connection, told, fresh } = await open();
    await fresh(ask(connection));
    const before = told.length;
    let reads = 0;
    await fresh(async () => {
      reads += 1;
      if (reads === 1) await mongo().restart();
      return ask(connection)();
    });
    expect(reads).toBe(2);
    expect(told.length).toBeGreaterThan(before);
    await connection.destroy();
  });
});
