/** A data folder of a version that kept the index of keys in a file: opened, backed up and restored as it is. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { backUp } from '../../server/compose/backup.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openInstall } from '../../server/compose/open-install.ts';
import { restoreBackup } from '../../server/compose/restore.ts';
import type { KeyEntry } from '../../server/keys/key-index.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { copyInstall, seededRequest, testOptions } from '../support/install.ts';
import { keyEntries } from '../support/key-store.ts';

const BY = operatorActor('operator');
const P256 = 'test-maker-ecdsa-p256-sha256';

let copy: ReturnType<typeof copyInstall>;
let entries: readonly KeyEntry[];
let index: string;
beforeEach(async () => {
  copy = copyInstall();
  index = path.join(dataPaths(copy.folder).keys, 'index.json');
  entries = await keyEntries(copy.folder);
  const db = new DatabaseSync(dataPaths(copy.folder).store);
  db.exec(`DELETE FROM shared_records WHERE kind = 'keys'; DELETE FROM shared_revisions WHERE kind = 'keys'`);
  db.close();
  writeFileSync(index, JSON.stringify(entries));
});
afterEach(() => copy.remove());

async function states(folder: string): Promise<readonly unknown[]> {
  const install = await openInstall(testOptions(folder));
  try {
    const issued = await install.issue(seededRequest(91_000), { by: BY });
    return [issued.ok, ...(await keyEntries(folder)).map(({ keyId, state }) => `${keyId} ${state}`)];
  } finally {
    await install.close();
  }
}

test('signs with the same keys once it was opened, and an index that comes back later is told and does not count', async () => {
  expect(entries.length).toBeGreaterThan(1);
  expect(await states(copy.folder)).toEqual([true, ...entries.map(({ keyId, state }) => `${keyId} ${state}`)]);
  expect([existsSync(index), existsSync(`${index}.imported`)]).toEqual([false, true]);
  const install = await openInstall(testOptions(copy.folder));
  expect(await install.findFaults()).toEqual([]);
  expect((await install.keys.suspend(P256, BY)).ok).toBe(true);
  writeFileSync(index, JSON.stringify(entries));
  expect((await install.findFaults()).map(({ code }) => code)).toEqual(['key-index-not-counted']);
  await install.close();
  expect(await states(copy.folder)).toContain(`${P256} suspended`);
  expect(existsSync(index)).toBe(true);
});

test('is told once, by whoever opens it and in the audit log', async () => {
  const told: unknown[] = [];
  const open = () => openInstall(testOptions(copy.folder, { onTakenOver: (taken) => told.push(taken) }));
  await (await open()).close();
  const install = await open();
  expect(told).toEqual([{ what: 'keys', from: dataPaths(copy.folder).keys }]);
  const entries = await install.auditLog.list({ stream: 'operator', after: 0, limit: 1_000 });
  expect(entries.filter(({ action }) => action === 'take-over-files')).toMatchObject([
    { phase: 'succeeded', subject: { kind: 'install', id: 'keys' }, actor: { kind: 'service' } },
  ]);
  await install.close();
});

test('is not opened where its index makes no sense, and is once that is restored', async () => {
  writeFileSync(index, '[{');
  await expect(openInstall(testOptions(copy.folder))).rejects.toMatchObject({ code: 'index-unreadable' });
  writeFileSync(index, JSON.stringify(entries));
  expect((await states(copy.folder))[0]).toBe(true);
});

test('its snapshot is restored with its keys, and what the journal ended since is ended', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'vinseal-former-backup-'));
  const place = (name: string) => path.join(root, name);
  const identity = await generateX25519Identity();
  writeFileSync(place('identity'), `${identity}\n`);
  const journal = place('journal');
  await backUp({
    data: copy.folder,
    to: place('to'),
    key: { recipient: await identityToRecipient(identity) },
    journal,
  });
  const install = await openInstall(testOptions(copy.folder, { journal }));
  await install.keepJournal();
  expect((await install.keys.suspend(P256, BY)).ok).toBe(true);
  await install.close();
  const key = { identityFile: place('identity') };
  await restoreBackup({ from: place('to'), to: place('data'), key, snapshot: null, journal, by: BY });
  const former = entries.map((entry) => (entry.keyId === P256 ? { ...entry, state: 'suspended' as const } : entry));
  expect(await keyEntries(place('data'))).toEqual(former);
  rmSync(root, { recursive: true });
});
