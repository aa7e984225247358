import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';

/** `backup`, `restore` and `adopt` at the terminal. */

const copy = copyInstall();
let root: string;
let recipient: string;
const place = (name: string) => path.join(root, name);
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'vinseal-backup-cli-'));
  const identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  writeFileSync(place('identity'), identity);
});
afterAll(() => {
  copy.remove();
  rmSync(root, { recursive: true });
});

const vinseal = async (...args: readonly string[]) => {
  const run = await cliInProcess([...args, '--json'], { VINSEAL_JOURNAL: place('journal') });
  return {
    ...run,
    told: (run.stderr || run.stdout)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
};

test('private keys are not backed up in the clear', async () => {
  const run = await vinseal('backup', '--data', copy.folder, '--to', place('backups'));
  expect([run.code, run.told[0].code]).toEqual([1, 'backup-not-encrypted']);
});

test('back up, restore, adopt, confirm', async () => {
  const begun = await vinseal('keys', 'suspend', 'test-maker-ecdsa-p256-sha256', '--data', copy.folder);
  expect(begun.code).toBe(0);
  const made = await vinseal('backup', '--data', copy.folder, '--to', place('backups'), '--recipient', recipient);
  expect([made.code, made.told[0].absent]).toEqual([0, []]);
  const options = ['restore', '--from', place('backups'), '--to', place('data'), '--identity-file', place('identity')];
  const restored = await vinseal(...options);
  expect([restored.code, restored.told[0].recovery.isComplete]).toEqual([0, true]);
  const again = await vinseal(...options);
  expect([again.code, again.told[0].code]).toEqual([1, 'restore-folder-not-empty']);
  const adopted = await vinseal('adopt', path.join(copy.folder, 'files'), '--data', place('data'));
  expect(adopted.code).toBe(0);
  expect(
    new Set(
      adopted.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).outcome),
    ),
  ).toEqual(new Set(['known']));
  const confirmed = await vinseal('restore', 'confirm', '--yes', '--data', place('data'));
  expect([confirmed.code, confirmed.told[0].code]).toEqual([1, 'nothing-to-confirm']);
  const repaired = await vinseal('restore', 'repair', '--data', place('data'));
  expect([repaired.code, repaired.told[0].code]).toEqual([1, 'nothing-to-repair']);
});
