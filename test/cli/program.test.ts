import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { copyInstall } from '../support/install.ts';
import { runNode } from '../support/run-node.ts';

/** The program itself, in a process of its own: that its exit code, its streams and its environment are those of `runCli`. */

const CLI = path.join(import.meta.dirname, '../../server/cli.ts');
const copy = copyInstall();
afterAll(() => copy.remove());

const sample = (name: string) => path.join(copy.folder, 'samples', `${name}.pdf`);
const program = (...args: readonly string[]) =>
  runNode(CLI, args, { env: { LANG: 'zh_CN.UTF-8', VINSEAL_DATA: copy.folder } });

test('a verdict is the exit code, and standard output speaks the language of the terminal', async () => {
  const run = await program('verify', sample('withdrawn'));
  expect([run.code, run.stderr]).toEqual([2, '']);
  expect(run.stdout).toMatch(/\p{Script=Han}/u);
});

test('a reader that closes the pipe early is no fault', () => {
  const line = `"${process.execPath}" "${CLI}" settings --data "${copy.folder}" | head -n 1`;
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const run = spawnSync('bash', ['-o', 'pipefail', '-c', line], { env, encoding: 'utf8' });
  expect([run.status, run.stderr, run.stdout.split('\n').length]).toEqual([0, '', 2]);
});

test('wrong arguments end with 64, on standard error', async () => {
  const run = await program('frobnicate');
  expect([run.code, run.stdout]).toEqual([64, '']);
  expect(run.stderr).toMatch(/^vinseal: .*frobnicate/);
});

test('a setting that cannot be used ends with 78, in one line', async () => {
  const run = await runNode(CLI, ['settings'], { env: { VINSEAL_PORT: 'harbour' } });
  expect([run.code, run.stdout]).toEqual([78, '']);
  expect(run.stderr).toMatch(/^vinseal: VINSEAL_PORT .*\n$/);
});

test('a data folder that is something else ends with 78', async () => {
  const data = path.join(copy.folder, 'samples');
  writeFileSync(path.join(data, 'mine.txt'), 'mine');
  const run = await runNode(CLI, ['trust', 'list', '--data', data], { env: { LANG: 'C' } });
  expect([run.code, run.stdout]).toEqual([78, '']);
  expect(run.stderr).toContain('install.json');
});
