import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { suspendKey } from '../../../server/app/keys/suspend-key.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { openKeys } from '../../../server/compose/open-keys.ts';
import { type InstallStore, openStore } from '../../../server/compose/store.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import type { AuditEntry } from '../../../server/model/access/audit-entry.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

const BY = operatorActor('operator');
const KEY = 'test-maker-ecdsa-p256-sha256';

let install: TestInstall;
let store: InstallStore;
beforeAll(async () => {
  install = await openTestInstall();
  store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
});
afterAll(async () => {
  await store.close();
  await install.dispose();
});

test('what one instance tells of a key comes before what another one does to it next', async () => {
  const { ledger, sources } = await openKeys(store, dataPaths(install.folder).keys, SYSTEM_CLOCK, {});
  let activated = false;
  const activate = async () => {
    activated = true;
    expectDone(await install.keys.activate(KEY, BY));
  };
  // The other instance is as quick as it can be: between this one's change and whatever it writes down by itself.
  const auditLog = {
    append: async (entry: AuditEntry) => {
      if (entry.phase === 'succeeded') await activate();
      await store.auditLog.append(entry);
    },
  };
  expectDone(await suspendKey({ ledger, directory: store.manufacturers, auditLog, clock: SYSTEM_CLOCK }, KEY, BY));
  if (!activated) await activate();
  await sources.close();
  const keys = expectDone(await install.keys.list(BY));
  expect(keys.find(({ keyId }) => keyId === KEY)?.state).toBe('active');
  const told = await store.auditLog.list({ stream: 'manufacturer:test-maker', after: 0, limit: 1_000 });
  const done = told.filter(({ phase, subject }) => phase === 'succeeded' && subject.id === KEY);
  expect(done.slice(-2).map(({ action }) => action)).toEqual(['suspend-key', 'activate-key']);
});
