import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openKeyLedger } from '../../server/keys/key-ledger.ts';
import { FILE_SOURCE } from '../../server/keys/key-sources.ts';
import { keyLedgerContract } from '../contract/key-ledger.contract.ts';
import { openSources } from '../support/keys.ts';

const OTHER = { kind: 'pkcs11', manufacturerId: 'other', module: '/nowhere.so', token: 'x', pinFile: 'x.pin' };

keyLedgerContract('files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-ledger-'));
  writeFileSync(path.join(folder, 'sources.json'), JSON.stringify({ theirs: OTHER }));
  return {
    open: () => openKeyLedger(folder, openSources(folder)),
    source: FILE_SOURCE,
    sourceOfOther: 'theirs',
    dispose: () => rmSync(folder, { recursive: true }),
  };
});
