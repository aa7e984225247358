import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFileTrustRegister } from '../../server/stores/trust/file-trust-register.ts';
import { saveTrustAnchor } from '../../server/stores/trust/trust-file.ts';
import { keyLedgerContract } from '../contract/key-ledger.contract.ts';
import { trustRegisterContract } from '../contract/trust-register.contract.ts';
import { sqliteFixture } from '../stores/sqlite/sqlite-fixture.ts';
import { ledgerFixture } from './ledger-fixture.ts';

keyLedgerContract('SQLite', () => ledgerFixture(sqliteFixture));

trustRegisterContract('files', (shipped) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-register-'));
  const folders = { shipped: path.join(folder, 'shipped'), own: path.join(folder, 'own') };
  for (const anchor of shipped) saveTrustAnchor(folders.shipped, anchor);
  return { open: () => openFileTrustRegister(folders), dispose: () => rmSync(folder, { recursive: true }) };
});
