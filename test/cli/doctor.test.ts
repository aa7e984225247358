import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';
import { issueCrl, testRoot } from '../support/pki.ts';
import { putLists } from '../support/stored-lists.ts';

/** `doctor` says what does not work before somebody issues in vain. */

const copy = copyInstall();
let journal: string;
beforeAll(() => {
  journal = path.join(mkdtempSync(path.join(tmpdir(), 'vinseal-doctor-')), 'journal');
  // Copying a folder does not keep its permissions.
  chmodSync(path.join(copy.folder, 'keys'), 0o700);
});
afterAll(() => {
  copy.remove();
  rmSync(path.dirname(journal), { recursive: true });
});

type Line = { readonly outcome: string; readonly code: string; readonly problem: string | null };

async function doctor(env: Record<string, string> = {}) {
  const run = await cliInProcess(['doctor', '--json', '--data', copy.folder], {
    VINSEAL_JOURNAL: journal,
    VINSEAL_PUBLIC_URL: 'https://check.example',
    ...env,
  });
  const lines = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  return {
    code: run.code,
    stderr: run.stderr,
    lines,
    of: (outcome: string) => lines.filter((line) => line.outcome === outcome),
  };
}

test('a sound install can issue', async () => {
  const run = await doctor();
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.of('good').map(({ code }) => code)).toEqual(
    expect.arrayContaining(['data-folder-good', 'install-opens', 'clock-good', 'address-printed', 'maker-can-issue']),
  );
  expect(run.of('fault')).toEqual([]);
});

test('what is missing or wrong is named', async () => {
  mkdirSync(path.join(copy.folder, 'crl'));
  const key = path.join(copy.folder, 'keys', 'test-maker-ecdsa-p256-sha256.pem');
  renameSync(key, `${key}.away`);
  writeFileSync(path.join(copy.folder, 'keys', 'index.json'), '[]');
  writeFileSync(path.join(copy.folder, 'crl', 'old.crl'), 'no list');
  const past = { thisUpdate: '2026-03-01T00:00:00Z', nextUpdate: '2026-03-08T00:00:00Z' };
  await putLists(copy.folder, { old: await issueCrl({ signer: await testRoot({ name: 'doctor-root' }), ...past }) });
  mkdirSync(path.join(copy.folder, 'trust'));
  writeFileSync(path.join(copy.folder, 'trust', 'new.json'), '{}');
  chmodSync(path.join(copy.folder, 'keys'), 0o755);
  const secret = { VINSEAL_OIDC_SECRET_X: 'x' };
  const label = { 'zh-CN': 'x', en: 'x', ru: 'x' };
  const entry = { issuer: 'http://127.0.0.1:9', clientId: 'x', secretVariable: 'VINSEAL_OIDC_SECRET_X', label };
  const oidc = path.join(path.dirname(journal), 'oidc.json');
  const providers = ['operator', 'no-such'].map((organisation) => ({ ...entry, organisation, privateNetwork: true }));
  writeFileSync(oidc, JSON.stringify({ providers }));
  const run = await doctor({
    ...{ VINSEAL_OIDC: oidc, ...secret },
    VINSEAL_PUBLIC_URL: '',
    VINSEAL_TIME_STAMP_URLS: 'http://127.0.0.1:9/tsa',
    VINSEAL_TIME_STAMP_TIME_MS: '300',
  });
  rmSync(path.join(copy.folder, 'crl'), { recursive: true });
  rmSync(path.join(copy.folder, 'keys', 'index.json'));
  renameSync(`${key}.away`, key);
  rmSync(path.join(copy.folder, 'trust'), { recursive: true });
  chmodSync(path.join(copy.folder, 'keys'), 0o700);
  expect(run.code).toBe(1);
  expect(run.of('warning').map(({ code }) => code)).toEqual(
    expect.arrayContaining([
      ...['data-folder-open-to-others', 'address-local', 'revocation-list-expired', 'revocation-list-lying'],
      'key-index-not-counted',
      'trust-files-ignored',
      'identity-provider-of-nobody',
    ]),
  );
  expect(run.of('fault')).toMatchObject([
    { code: 'key-not-here' },
    { code: 'identity-provider-away' },
    { code: 'maker-cannot-issue', problem: 'time-stamp-unavailable' },
  ]);
});

test('a folder that is no install is told before anything is made in it', async () => {
  const folder = path.join(path.dirname(journal), 'empty');
  mkdirSync(folder);
  const run = await cliInProcess(['doctor', '--json', '--data', folder]);
  expect([run.code, JSON.parse(run.stdout).code]).toEqual([1, 'data-folder-missing']);
});

test('why an install does not open is said in the language asked for', async () => {
  const env = { VINSEAL_JOURNAL: journal, VINSEAL_PUBLIC_URL: 'https://check.example' };
  const said = async (language: string) => {
    const run = await cliInProcess(['doctor', '--lang', language, '--data', copy.folder], env);
    return run.stdout.split('\n').slice(-3).join(' ');
  };
  const store = path.join(copy.folder, 'vinseal.sqlite');
  for (const end of ['', '-wal', '-shm']) rmSync(`${store}${end}`, { force: true });
  writeFileSync(store, 'no database at all, and long enough to be taken for one'.repeat(100));
  expect(await said('zh')).toMatch(/数据库 \S+vinseal\.sqlite 已损坏/);
  expect(await said('ru')).toMatch(/повреждена/);
  expect(await said('zh')).not.toMatch(/damaged|restore the newest/);
});
