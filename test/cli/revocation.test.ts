import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { base64 } from '#core/bytes/base64.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';
import { issueCrl, type TestCertificate, testRoot } from '../support/pki.ts';

/** Revocation lists at the terminal, and from the folder in which a former version looked for them. */

const copy = copyInstall();
const scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-revocation-'));
const file = (name: string) => path.join(scratch, name);
const lying = (name = '') => path.join(copy.folder, 'crl', name);
let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'revocation-cli-root' });
});
afterAll(() => {
  copy.remove();
  rmSync(scratch, { recursive: true });
});

const instant = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const list = (days: number, signer = root) =>
  issueCrl({
    signer,
    thisUpdate: instant(days),
    nextUpdate: instant(7),
    revoked: [{ serial: -5, at: instant(-20) }],
  });
const write = (name: string, octets: Uint8Array | string) => {
  writeFileSync(file(name), octets);
  return file(name);
};

async function run(...args: readonly string[]) {
  const ran = await cliInProcess(['revocation', ...args, '--json', '--data', copy.folder]);
  const lines = ran.stdout.split('\n').filter(Boolean);
  return { code: ran.code, stderr: ran.stderr, lines: lines.map((line) => JSON.parse(line)) };
}

/** What the audit log tells of lists. */
async function told() {
  const ran = await cliInProcess(['audit', 'list', '--json', '--data', copy.folder]);
  const entries = ran.stdout.split('\n').filter(Boolean);
  return entries
    .map((line) => JSON.parse(line))
    .filter(({ subject }) => subject.kind === 'revocation-list')
    .map(({ action, phase, actor }) => `${action} ${phase} ${actor.name}`);
}

test('each file is added or refused by itself; a timer may add the same one again', async () => {
  const older = write('older.crl', await list(-3));
  const newer = write('newer.crl', await list(-2));
  const pem = `-----BEGIN X509 CRL-----\n${base64(await list(-1, await testRoot({ name: 'revocation-cli-other' })))}\n-----END X509 CRL-----\n`;
  const ran = await run('add', newer, older, write('other.pem', pem), write('page.crl', '<html>'), '--by', 'zhang');
  expect(ran.code).toBe(1);
  expect(ran.lines.map(({ outcome, code }) => code ?? outcome)).toEqual([
    'added',
    'added',
    'added',
    'revocation-list-not-valid',
  ]);
  expect(ran.lines[0].list).toMatchObject({
    issuer: expect.stringContaining('revocation-cli-root'),
    entries: 1,
    oddEntries: [{ code: 'entry-serial-not-valid', serial: 'fb' }],
  });
  const entries = await told();
  expect(entries.slice(0, 2)).toEqual(['add-revocation-list intended zhang', 'add-revocation-list succeeded zhang']);
  const again = await run('add', newer);
  expect([again.code, again.lines[0].outcome]).toEqual([0, 'known']);
  expect(await told()).toEqual(entries);
});

test('one that is older, of the future, or too long is refused with its code', async () => {
  const codes = async (...args: readonly string[]) => {
    const { code, lines } = await run('add', ...args);
    return [code, ...lines.map((line) => line.code)];
  };
  const between = write('between.crl', await list(-2.5));
  expect(await codes(between)).toEqual([1, 'revocation-list-older']);
  expect(await codes(between, '--older')).toEqual([0, null]);
  expect(await codes(write('future.crl', await list(0.5)))).toEqual([1, 'revocation-list-of-future']);
  expect(await codes(write('long.crl', new Uint8Array(15 * 1024 * 1024 + 1)))).toEqual([
    1,
    'revocation-list-too-large',
  ]);
  expect(await codes(file('none.crl'))).toEqual([66]);
});

test('lists are shown, exported and removed', async () => {
  const shown = await run('list');
  const names = shown.lines.map(({ name }) => name);
  expect(names).toContain('development-ca');
  expect(names).toHaveLength(5);
  await run('export', file('out'));
  expect(readdirSync(file('out')).toSorted()).toEqual(names.map((name) => `${name}.crl`).toSorted());
  const mine = shown.lines.filter(({ issuer }) => issuer.includes('revocation-cli-root')).map(({ name }) => name);
  expect(readFileSync(file(`out/${mine[0]}.crl`))).toEqual(readFileSync(file('newer.crl')));
  expect((await run('remove', ...mine)).code).toBe(0);
  const gone = await run('remove', mine[0]);
  expect([gone.code, JSON.parse(gone.stderr).code]).toEqual([1, 'revocation-list-unknown']);
  expect((await run('list')).lines).toHaveLength(2);
});

test('what is put into the folder of a former version is taken by the service, but for what is older or no list', async () => {
  mkdirSync(lying());
  writeFileSync(lying('b.crl'), await list(-2));
  writeFileSync(lying('a.crl'), await list(-1));
  writeFileSync(lying('page.crl'), '<html>');
  writeFileSync(lying('development-ca.crl'), 'of a former version');
  await run('list');
  expect(readdirSync(lying())).toEqual(['page.crl']);
  expect(readdirSync(path.join(copy.folder, 'crl.imported'))).toEqual(['a.crl', 'b.crl', 'development-ca.crl']);
  expect((await run('list')).lines).toHaveLength(4);
  expect((await told()).at(-1)).toBe('add-revocation-list succeeded service');
  writeFileSync(lying('old.crl'), await list(-9));
  await run('list');
  expect(readdirSync(lying())).toEqual(['old.crl', 'page.crl']);
});

test('a person reads who issued it, when, and what is odd about it', async () => {
  const { stdout } = await cliInProcess(['revocation', 'list', '--data', copy.folder]);
  expect(stdout).toMatch(/Issued on +\d{4}-/);
  expect(stdout).toContain('(fb)');
  expect(stdout).not.toMatch(/terminal\.|inspections\./);
});
