import { keyLedgerContract } from '../contract/key-ledger.contract.ts';
import { sqliteFixture } from '../stores/sqlite/sqlite-fixture.ts';
import { ledgerFixture } from './ledger-fixture.ts';

keyLedgerContract('SQLite', () => ledgerFixture(sqliteFixture));
