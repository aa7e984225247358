import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { pem, testLeaf, testRoot } from '../support/pki.ts';

/** `trust …` beside an install that runs on the same data folder. */

let install: TestInstall;
let scratch: string;
const file = (name: string) => path.join(scratch, name);

beforeAll(async () => {
  install = await openTestInstall();
  scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-trust-cli-'));
  const root = await testRoot({ name: 'trust-cli' });
  writeFileSync(file('tsa.pem'), pem('CERTIFICATE', root.der));
  writeFileSync(file('leaf.pem'), pem('CERTIFICATE', (await testLeaf(root)).der));
  writeFileSync(file('broken.json'), '{}');
  const other = await testRoot({ name: 'trust-cli-other' });
  const content = { id: 'other', certificate: pem('CERTIFICATE', other.der), manufacturers: [], timeStamping: true };
  writeFileSync(file('other.json'), JSON.stringify(content));
});
afterAll(async () => {
  await install.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const trust = (...args: string[]) => cliInProcess(['trust', ...args, '--data', install.folder]);
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function verdictOfValid(): Promise<readonly string[]> {
  const { pdf, vin } = install.sample('valid');
  const verdict = await install.verify({ pdf, vin, destination: null, applicationDate: null });
  if (!verdict.ok) throw new Error(verdict.problem.code);
  const failures = verdict.value.checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code);
  return [verdict.value.verdict, ...failures];
}

describe('suspend and resume', () => {
  test.each([
    ['an anchor', [], 'anchor-suspended'],
    ['one manufacturer', ['--manufacturer', 'TEST'], 'manufacturer-suspended'],
  ])('%s: a running service follows at once', async (_what, options, code) => {
    expect(await verdictOfValid()).toEqual(['valid']);
    const suspended = await trust('suspend', 'development-ca', ...options, '--json');
    expect([suspended.code, suspended.stderr]).toEqual([0, '']);
    expect(await verdictOfValid()).toEqual(['not-valid', code]);
    const resumed = await trust('resume', 'development-ca', ...options, '--json');
    expect([resumed.code, lines(resumed.stdout)[0].standing]).toEqual([0, 'in-force']);
    expect(await verdictOfValid()).toEqual(['valid']);
  });

  test.each([
    ['anchor-unknown', ['nobody']],
    ['anchor-without-manufacturer', ['development-ca', '--manufacturer', 'ZZZ']],
  ])('%s is refused', async (code, args) => {
    const run = await trust('suspend', ...args, '--json');
    expect([run.code, JSON.parse(run.stderr).code]).toEqual([1, code]);
  });
});

describe('list and add', () => {
  test('anchors of both kinds of file, each with how it stands', async () => {
    const added = await trust('add', file('tsa.pem'), '--time-stamping', '--id', 'our-tsa', '--json');
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect((await trust('add', file('other.json'))).code).toBe(0);
    const list = await trust('list', '--json');
    expect(lines(list.stdout)).toMatchObject([
      {
        id: 'development-ca',
        origin: 'install',
        standing: 'in-force',
        manufacturers: [{ code: 'TEST', test: true, seal: { certificate: 'test', filingCode: null } }],
      },
      { id: 'other', timeStamping: true, manufacturers: [] },
      { id: 'our-tsa', timeStamping: true, manufacturers: [], certificate: { authority: 'TEST trust-cli' } },
    ]);
    expect(await verdictOfValid()).toEqual(['valid']);
    const again = await trust('add', file('tsa.pem'), '--time-stamping', '--json');
    expect([again.code, JSON.parse(again.stderr).code]).toEqual([1, 'anchor-known']);
    const { stdout } = await trust('list');
    expect(stdout).toContain('our-tsa  in-force  install');
    expect(stdout).toContain('seal: test');
  });

  test.each([
    ['a file that is not there', 66, ['nowhere.json']],
    ['a folder', 66, ['.']],
    ['a certificate without a purpose', 64, ['tsa.pem']],
    ['nothing', 64, []],
    ['an id that is none', 64, ['tsa.pem', '--time-stamping', '--id', '../x']],
    ['a file that is no anchor', 1, ['broken.json']],
    ['a signer for a CA', 1, ['leaf.pem', '--time-stamping']],
  ])('%s ends with %i', async (_what, code, args) => {
    const run = await trust('add', ...args.map((arg) => (/\.(?:pem|json)$|^\.$/.test(arg) ? file(arg) : arg)));
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});

test('what is wrong in a file is named by its field', async () => {
  const run = await trust('add', file('broken.json'), '--json');
  const { code, detail } = JSON.parse(run.stderr);
  expect(code).toBe('anchor-file-not-valid');
  for (const field of ['id', 'certificate', 'manufacturers']) expect(detail).toContain(`${field}: `);
});

test('where nobody is trusted yet, an anchor can be added', async () => {
  const data = path.join(scratch, 'production');
  const env = { LANG: 'C', VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'https://check.example' };
  const run = (...args: string[]) => cliInProcess(['trust', ...args, '--data', data], env);
  expect((await run('list')).code).toBe(0);
  expect((await run('add', file('tsa.pem'), '--time-stamping')).code).toBe(0);
  expect((await run('list')).stdout).toContain('tsa  in-force');
});

test('`trust --help` shows the commands of that name; a missing or unknown argument is a usage error', async () => {
  const help = await trust('--help');
  expect(help.stdout).toContain('trust suspend ID');
  expect(help.stdout).not.toContain('sample-request');
  const alone = await trust();
  expect(alone.code).toBe(64);
  for (const word of ['list', 'add', 'suspend', 'resume']) expect(alone.stderr).toContain(word);
  expect((await trust('frobnicate')).code).toBe(64);
});
