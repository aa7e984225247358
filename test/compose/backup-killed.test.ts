/** A process that is killed in a backup, a restore or an adoption leaves what the next one finishes. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { BACKUP_STEPS, backUp } from '../../server/compose/backup.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { RESTORE_STEPS, restoreBackup } from '../../server/compose/restore.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { everyListed } from '../support/every-listed.ts';
import { copyInstall, seededRequest, testOptions } from '../support/install.ts';
import type { RecoveryWork } from '../support/recovery-child.ts';
import { runNode } from '../support/run-node.ts';
import { someOf } from '../support/test-share.ts';

const CHILD = path.join(import.meta.dirname, '../support/recovery-child.ts');
const BY = operatorActor('operator');
const copy = copyInstall();
let root: string;
let install: Install;
let recipient: string;
const place = (name: string) => path.join(root, name);

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'vinseal-killed-'));
  const identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  writeFileSync(place('identity'), identity);
  install = await openInstall(testOptions(copy.folder, { journal: place('journal') }));
  await install.keepJournal();
});
afterAll(async () => {
  await install.close();
  copy.remove();
  rmSync(root, { recursive: true });
});

const child = async (work: RecoveryWork) =>
  expect(await runNode(CHILD, [JSON.stringify(work)])).toMatchObject({ signal: 'SIGKILL' });
const backup = () => backUp({ data: copy.folder, to: place('backups'), key: { recipient } });
const restoring = (to: string) =>
  restoreBackup({
    ...{ from: place('backups'), to, key: { identityFile: place('identity') } },
    ...{ snapshot: null, journal: null, by: BY },
  });
const snapshots = () => (existsSync(place('backups/snapshots')) ? readdirSync(place('backups/snapshots')).length : 0);

test('a backup', async () => {
  for (const dieAt of someOf(BACKUP_STEPS)) {
    const before = snapshots();
    await child({ kind: 'backup', data: copy.folder, to: place('backups'), recipient, dieAt });
    expect([dieAt, snapshots() - before]).toEqual([dieAt, dieAt === 'done' ? 1 : 0]);
  }
  await backup();
  expect(readdirSync(copy.folder).filter((name) => name.startsWith('.backup-'))).toEqual([]);
  expect(readdirSync(place('backups'), { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual(
    [],
  );
});

test('a restore', async () => {
  await backup();
  const to = place('restored');
  for (const dieAt of someOf(RESTORE_STEPS)) {
    await child({ kind: 'restore', from: place('backups'), to, identityFile: place('identity'), dieAt });
    expect(existsSync(path.join(to, 'install.json'))).toBe(false);
  }
  expect(await restoring(to)).toMatchObject({ recovery: { isComplete: true } });
  const restored = await openInstall(testOptions(to));
  expect(await restored.issue(seededRequest(91_000), { by: BY })).toMatchObject({ ok: true });
  await restored.close();
});

test('an adoption', async () => {
  // Another install: the one above changes nothing any more since its journal goes on elsewhere.
  const own = copyInstall();
  const [to, journal, files, data] = [place('own-backups'), place('own-journal'), place('files'), place('adopting')];
  const issuing = await openInstall(testOptions(own.folder, { journal }));
  await issuing.keepJournal();
  await backUp({ data: own.folder, to, key: { recipient } });
  mkdirSync(files);
  for (let index = 0; index < 4; index += 1) {
    const issued = await issuing.issue(seededRequest(92_000 + index), { by: BY });
    const read = issued.ok ? await issuing.pdf(issued.value.confirmation.number, operatorActor()) : issued;
    if (!read.ok) throw new Error(read.problem.code);
    writeFileSync(path.join(files, `${index}.pdf`), read.value.pdf);
  }
  await issuing.close();
  own.remove();
  const key = { identityFile: place('identity') };
  const told = await restoreBackup({ from: to, to: data, key, snapshot: null, journal: null, by: BY });
  expect(told?.awaited).toHaveLength(4);
  for (const dieAfter of someOf([0, 1, 2])) await child({ kind: 'adopt', data, files, dieAfter });
  const restored = await openInstall(testOptions(data));
  for (const name of readdirSync(files)) {
    const adopted = await restored.adopt(new Uint8Array(readFileSync(path.join(files, name))), BY);
    expect(adopted).toMatchObject({ ok: true });
  }
  const listed = await everyListed(restored);
  expect(new Set(listed.map(({ number }) => number)).size).toBe(listed.length);
  await restored.close();
});
