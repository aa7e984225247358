import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openKeyLedger } from '../../server/keys/key-ledger.ts';
import { FILE_SOURCE } from '../../server/keys/key-sources.ts';
import type { LedgerFixture } from '../contract/key-ledger.contract.ts';
import type { MakeFixture } from '../contract/store-fixture.ts';
import { openSources } from '../support/keys.ts';

const OTHER = { kind: 'pkcs11', manufacturerId: 'other', module: '/nowhere.so', token: 'x', pinFile: 'x.pin' };

/** Ledgers over a store, whose users share one folder of keys. */
export async function ledgerFixture(makeStores: MakeFixture): Promise<LedgerFixture> {
  const stores = await makeStores();
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-ledger-'));
  writeFileSync(path.join(folder, 'sources.json'), JSON.stringify({ theirs: OTHER }));
  return {
    open: async () => openKeyLedger((await stores.open()).shared, openSources(folder)),
    source: FILE_SOURCE,
    sourceOfOther: 'theirs',
    dispose: async () => {
      await stores.dispose();
      rmSync(folder, { recursive: true });
    },
  };
}
