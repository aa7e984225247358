import { afterAll, beforeAll, describe } from '@jest/globals';
import { hasMongo, startMongo, startOwnMongo, type TestMongo } from '../../support/mongod.ts';
import { openTestDatabase } from './mongo-fixture.ts';

export type MongoSuite = {
  readonly mongo: () => TestMongo;
  readonly database: () => Awaited<ReturnType<typeof openTestDatabase>>;
};

/** Tests of one file on a database of their own in the replica set of the run; skipped, and said to be, where there is no server. */
export function describeWithMongo(what: string, tests: (suite: MongoSuite) => void): void {
  describeOn(startMongo, what, tests);
}

/** The same on a replica set of their own: for tests that kill it, set it otherwise, or hold against instances of other files what those end. */
export function describeWithOwnMongo(what: string, tests: (suite: MongoSuite) => void): void {
  describeOn(startOwnMongo, what, tests);
}

function describeOn(start: () => Promise<TestMongo>, what: string, tests: (suite: MongoSuite) => void): void {
  (hasMongo(what) ? describe : describe.skip)(what, () => {
    let mongo: TestMongo | undefined;
    let database: Awaited<ReturnType<typeof openTestDatabase>> | undefined;
    beforeAll(async () => {
      mongo = await start();
      database = await openTestDatabase(mongo);
    });
    const present = <Value>(value: Value | undefined): Value => {
      if (value === undefined) throw new Error('only within a test');
      return value;
    };
    tests({ mongo: () => present(mongo), database: () => present(database) });
    // After the tests have put away what is theirs.
    afterAll(async () => {
      await database?.drop();
      await mongo?.stop();
    });
  });
}
