import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { completeUscc } from '#core/confirmation/uscc.ts';
import type { TrustAnchor } from '../../server/ports/trust-list.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { pem, type TestCertificate, testLeaf, testRoot } from '../support/pki.ts';
import { anchorOf, ownTrustOf, putAnchors, trustRecordNames } from '../support/trust.ts';

/** `trust …` beside an install that runs on the same data folder. */

let install: TestInstall;
let scratch: string;
let second: TestCertificate;
const file = (name: string) => path.join(scratch, name);

beforeAll(async () => {
  install = await openTestInstall();
  scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-trust-cli-'));
  const root = await testRoot({ name: 'trust-cli' });
  writeFileSync(file('tsa.pem'), pem('CERTIFICATE', root.der));
  writeFileSync(file('leaf.pem'), pem('CERTIFICATE', (await testLeaf(root)).der));
  writeFileSync(file('broken.json'), '{}');
  // Letters of base64, in no order that it knows.
  writeFileSync(file('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAA=A\n-----END CERTIFICATE-----\n');
  const other = await testRoot({ name: 'trust-cli-other' });
  second = await testRoot({ name: 'trust-cli-second' });
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
    expect(stdout).toMatch(/^our-tsa {2}in force /m);
    expect(stdout).toContain('TEST certificate');
  });

  test.each([
    ['a file that is not there', 66, ['nowhere.json']],
    ['a folder', 66, ['.']],
    ['a certificate without a purpose', 64, ['tsa.pem']],
    ['nothing', 64, []],
    ['an id that is none', 64, ['tsa.pem', '--time-stamping', '--id', '../x']],
    ['a file that is no anchor', 1, ['broken.json']],
    ['a certificate in broken base64', 1, ['broken.pem', '--time-stamping']],
    ['a signer for a CA', 1, ['leaf.pem', '--time-stamping']],
  ])('%s ends with %i', async (_what, code, args) => {
    const run = await trust('add', ...args.map((arg) => (/\.(?:pem|json)$|^\.$/.test(arg) ? file(arg) : arg)));
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('add what contradicts the list', () => {
  type Maker = TrustAnchor['manufacturers'][number];
  const writeAnchor = (id: string, changes: Partial<Maker>) => {
    const { manufacturers } = anchorOf(install.folder);
    const makers = manufacturers.map((maker) => ({ ...maker, ...changes }));
    const content = { id, certificate: pem('CERTIFICATE', second.der), manufacturers: makers };
    writeFileSync(file(`${id}.json`), JSON.stringify(content));
    return file(`${id}.json`);
  };
  const OTHER = { uscc: completeUscc('91000000MATETT777'), nameZh: '另一测试汽车有限公司', listings: [] };

  test.each<[string, Partial<Maker>]>([
    ['anchor-wmi-elsewhere', { ...OTHER, code: 'OTHER' }],
    ['anchor-code-elsewhere', { ...OTHER, wmis: [] }],
    ['anchor-manufacturer-differs', { code: 'OTHER' }],
    ['anchor-uscc-not-valid', { uscc: '91000000MATETT0011' }],
  ])('%s is refused with both files, and the service is as it was', async (code, changes) => {
    const added = await trust('add', writeAnchor('bad', changes), '--json');
    const told = JSON.parse(added.stderr);
    expect([added.code, added.stdout, told.code]).toEqual([1, '', code]);
    expect(told.detail).toContain(file('bad.json'));
    if (code === 'anchor-uscc-not-valid') expect(told.errors).toMatchObject([{ pointer: '/manufacturers/0/uscc' }]);
    else expect(told.detail).toMatch(/development-ca.*--replaces development-ca/);
    expect(await verdictOfValid()).toEqual(['valid']);
  });

  test('the same manufacturer on a second CA is none; --replaces puts a file in the place of another', async () => {
    expect((await trust('add', writeAnchor('two', {}))).code).toBe(0);
    expect(await verdictOfValid()).toEqual(['valid']);
    const wrong = writeAnchor('three', { code: 'OTHER' });
    for (const [replaced, code] of [
      ['nobody', 'replaced-anchor-unknown'],
      ['two', 'anchor-manufacturer-differs'],
    ] as const) {
      const refused = await trust('add', wrong, '--replaces', replaced, '--json');
      expect([refused.code, JSON.parse(refused.stderr).code]).toEqual([1, code]);
    }
    const replaced = await trust('add', writeAnchor('three', {}), '--replaces', 'two', '--json');
    expect([replaced.code, JSON.parse(replaced.stdout).id]).toEqual([0, 'three']);
    expect(lines((await trust('list', '--json')).stdout).map(({ id }) => id)).toEqual(
      expect.not.arrayContaining(['two']),
    );
    expect(trustRecordNames(install.folder)).toContainEqual(expect.stringMatching(/^_replaced-two-/));
    expect(await verdictOfValid()).toEqual(['valid']);
    const log = await cliInProcess(['audit', 'list', '--data', install.folder, '--json']);
    expect(lines(log.stdout)).toContainEqual(expect.objectContaining({ detail: { replaces: 'two' } }));
  });

  test('a list that contradicts itself stops what would rely on it, and `trust add --replaces` mends it', async () => {
    const { manufacturers, ...three } = anchorOf(install.folder, 'three');
    await putAnchors(install.folder, {
      ...three,
      manufacturers: manufacturers.map((one) => ({ ...one, code: 'OTHER' })),
    });
    expect(await verdictOfValid()).toEqual(['undecided']);
    const stopped = await cliInProcess(['keys', 'list', '--data', install.folder]);
    expect([stopped.code, stopped.stderr]).toEqual([78, expect.stringMatching(/three.*code: .*--replaces/)]);
    expect((await trust('add', writeAnchor('three', {}), '--replaces', 'three')).code).toBe(0);
    expect(await verdictOfValid()).toEqual(['valid']);
  });

  test('--replaces with two files is a usage error', async () => {
    expect((await trust('add', file('a.json'), file('b.json'), '--replaces', 'two')).code).toBe(64);
  });
});

describe('export', () => {
  test('writes own anchors as files that another install takes, and says what is suspended here', async () => {
    await trust('suspend', 'development-ca');
    const run = await trust('export', file('exported'), '--json');
    await trust('resume', 'development-ca');
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('development-ca')]);
    const files = lines(run.stdout).map((told) => told.file as string);
    expect(files).toContain(path.join(file('exported'), 'development-ca.json'));
    const data = path.join(scratch, 'elsewhere');
    const env = { LANG: 'C', VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'https://check.example' };
    const added = await cliInProcess(['trust', 'add', ...files, '--data', data], env);
    expect([added.code, ownTrustOf(data).anchors]).toEqual([0, ownTrustOf(install.folder).anchors]);
  });

  test('writes over nothing', async () => {
    mkdirSync(file('taken'));
    writeFileSync(path.join(file('taken'), 'three.json'), 'mine');
    const run = await trust('export', file('taken'));
    expect([run.code, run.stdout, readdirSync(file('taken'))]).toEqual([73, '', ['three.json']]);
    expect(readFileSync(path.join(file('taken'), 'three.json'), 'utf8')).toBe('mine');
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
  expect((await run('list')).stdout).toMatch(/^tsa {2}in force /m);
});

test('`trust --help` shows the commands of that name; a missing or unknown argument is a usage error', async () => {
  const help = await trust('--help');
  expect(help.stdout).toContain('trust suspend ID');
  expect(help.stdout).not.toContain('sample-request');
  const alone = await trust();
  expect(alone.code).toBe(64);
  for (const word of ['list', 'add', 'export', 'suspend', 'resume']) expect(alone.stderr).toContain(word);
  expect((await trust('frobnicate')).code).toBe(64);
});
