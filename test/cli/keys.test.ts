import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall, seededRequest } from '../support/install.ts';
import { moveKeysToService, NO_SERVICE } from '../support/moved-keys.ts';

let copy: ReturnType<typeof copyInstall>;
beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const keys = (...args: readonly string[]) => cliInProcess(['keys', ...args, '--data', copy.folder, '--json']);

test('keys create writes the request and shows the key; keys list shows it with the others', async () => {
  const out = path.join(copy.folder, 'seal.csr');
  const created = await keys(
    'create',
    'seal-9',
    '--manufacturer',
    'test-maker',
    '--algorithm',
    'ecdsa-p384-sha384',
    '--out',
    out,
  );
  expect(created).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(created.stdout)).toMatchObject({ keyId: 'seal-9', state: 'requested', source: 'file' });
  expect(readFileSync(out, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
  const listed = (await keys('list')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(listed.map(({ keyId }) => keyId)).toContain('seal-9');
  expect(JSON.stringify(listed)).not.toMatch(/PRIVATE|passphrase/);
});

test('a refusal has its code and exit code 1', async () => {
  const unknown = await keys('activate', 'nowhere');
  expect(unknown.code).toBe(1);
  expect(JSON.parse(unknown.stderr)).toMatchObject({ code: 'key-unknown' });
  const file = path.join(copy.folder, 'none.pem');
  writeFileSync(file, 'no certificate');
  const refused = await keys('import-certificate', 'nowhere', file);
  expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'certificate-file-not-valid' });
});

test('a signing service that is down: a refusal that says so, exit code 1, and nothing is written', async () => {
  const request = path.join(copy.folder, 'wanted.json');
  const out = path.join(copy.folder, 'never.pdf');
  writeFileSync(request, JSON.stringify(seededRequest(7001)));
  const restore = await moveKeysToService(copy.folder, 'test-maker', NO_SERVICE);
  const run = (...more: readonly string[]) =>
    cliInProcess(['issue', request, '--out', out, '--data', copy.folder, ...more]);
  const refused = await run('--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'signing-key-unavailable' });
  const told = await run();
  expect(told.stderr).toMatch(/source-unavailable: .*\n.*signing-key-unavailable/);
  expect(existsSync(out)).toBe(false);
  await restore();
  expect((await run('--json')).code).toBe(0);
});

test('a key that is compromised: what it sealed is not valid from then on', async () => {
  const run = (...args: readonly string[]) => cliInProcess([...args, '--data', copy.folder, '--json']);
  const request = path.join(copy.folder, 'request.json');
  const out = path.join(copy.folder, 'sealed.pdf');
  writeFileSync(request, (await run('sample-request', '--vehicles', '1', '--destination', 'KZ')).stdout);
  expect(await run('issue', request, '--out', out)).toMatchObject({ code: 0, stderr: '' });
  expect((await run('verify', out)).code).toBe(0);
  const active = (await keys('list')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ state, manufacturerId }) => state === 'active' && manufacturerId === 'test-maker');
  for (const { keyId } of active)
    expect((await keys('compromised', keyId, '--since', '2026-01-01T08:00:00+08:00', '--yes')).code).toBe(0);
  const verified = await run('verify', out);
  expect(verified.code).toBe(1);
  expect(verified.stdout).toContain('key-compromised');
  expect(JSON.parse((await run('issue', request, '--out', out, '--force')).stderr)).toMatchObject({
    code: 'signing-key-not-active',
  });
});

test('wrong arguments end with 64, a file that is not there with 66', async () => {
  expect((await keys('create', 'x')).code).toBe(64);
  expect((await keys('create', '../x', '--manufacturer', 'test-maker')).code).toBe(64);
  expect((await keys('compromised', 'x', '--since', '2026-03-01')).code).toBe(64);
  expect((await keys('compromised', 'x')).code).toBe(64);
  expect((await keys('import-certificate', 'x', '/nowhere.pem')).code).toBe(66);
});
