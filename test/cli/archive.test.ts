import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall, readSampleOf } from '../support/install.ts';

/** The archive's copies from a terminal, in the order in which a person meets them. */

const copy = copyInstall();
const scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-cli-archive-'));
const { number } = readSampleOf(copy.folder, 'valid');
const out = path.join(scratch, 'archive.pdf');
afterAll(() => {
  copy.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const vinseal = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  cliInProcess([...args, '--data', copy.folder], env);
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('before the first renewal there is no copy', async () => {
  const shown = await vinseal(['show', number]);
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('no archive copy yet')]);
  const run = await vinseal(['download', number, '--archive', '--out', out, '--json']);
  expect([run.code, JSON.parse(run.stderr).code, existsSync(out)]).toEqual([1, 'archive-copy-missing', false]);
});

test('an authority that does not answer: every confirmation by its code, and exit code 1', async () => {
  const nobody = { VINSEAL_TIME_STAMP_URLS: 'http://127.0.0.1:1/', VINSEAL_TIME_STAMP_TIME_MS: '500' };
  const run = await vinseal(['renew', number, 'nothing', '--json'], nobody);
  expect([run.code, run.stderr]).toEqual([1, '']);
  expect(lines(run.stdout)).toEqual([
    { kind: 'failed', number, code: 'time-stamp-unavailable', detail: expect.any(String) },
    { kind: 'failed', number: 'nothing', code: 'confirmation-not-found', detail: expect.any(String) },
    {
      renewed: 0,
      notDue: 0,
      failed: 2,
      codes: { 'time-stamp-unavailable': 1, 'confirmation-not-found': 1 },
    },
  ]);
});

test('renew: a line for each that was due, then the counts', async () => {
  const run = await vinseal(['renew', '--json']);
  expect([run.code, run.stderr]).toEqual([0, '']);
  const [first, ...rest] = lines(run.stdout);
  expect(first).toEqual({ kind: 'renewed', number: expect.any(String), level: 'B-LTA', dueAt: expect.any(String) });
  expect(rest.at(-1)).toEqual({ renewed: 4, notDue: 0, failed: 0, codes: {} });
  const again = await vinseal(['renew']);
  expect([again.code, again.stdout.trim()]).toEqual([0, '0 renewed, 4 not due, 0 failed']);
});

test('show tells of the copy, download gives it, and verify knows it', async () => {
  const shown = await vinseal(['show', number, '--json']);
  const { archive, sha256 } = JSON.parse(shown.stdout);
  expect(archive).toMatchObject({ level: 'B-LTA', renewals: 1 });
  const run = await vinseal(['download', number, '--archive', '--out', out, '--json']);
  expect([run.code, JSON.parse(run.stdout).sha256]).toEqual([0, archive.sha256]);
  expect(archive.sha256).not.toBe(sha256);
  const verified = await vinseal(['verify', out, path.join(copy.folder, 'samples', 'valid.pdf'), '--json']);
  expect(lines(verified.stdout).map(({ level, confirmation }) => [level, confirmation.copy])).toEqual([
    ['B-LTA', 'archive'],
    ['B-T', 'original'],
  ]);
});

test('of a copy that something was added to, verify says what the original inside is', async () => {
  const added = path.join(scratch, 'added.pdf');
  writeFileSync(added, Buffer.concat([readFileSync(out), Buffer.from('%')]));
  const plain = await vinseal(['verify', added]);
  expect([plain.code, plain.stdout]).toEqual([
    1,
    expect.stringContaining('The original inside was checked too: “Valid'),
  ]);
  const [described] = lines((await vinseal(['verify', added, '--json'])).stdout);
  expect(described).toMatchObject({ verdict: 'not-valid', inside: { verdict: 'valid', confirmation: { number } } });
});
