import { accountsContract } from '../contract/accounts.contract.ts';
import { describeWithMongo } from '../stores/mongo/mongo-suite.ts';
import { sqliteFixture } from '../stores/sqlite/sqlite-fixture.ts';

accountsContract('SQLite', sqliteFixture);
describeWithMongo('accounts on MongoDB', ({ database }) => {
  accountsContract('MongoDB', () => database().fixture());
});
