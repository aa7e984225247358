import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readIdentityProviders } from '../../server/compose/read-identity-providers.ts';
import { ConfigError, readConfig } from '../../server/config.ts';
import { policyOf } from '../../server/outbound/identity-providers/provider-settings.ts';

const SECRET = 'what nobody may read';
const ENTRY = {
  ...{ organisation: 'maker', issuer: 'https://login.maker.example/realm', clientId: 'vinseal' },
  ...{ secretFile: 'maker.secret', label: { 'zh-CN': '示例', en: 'Maker', ru: 'Завод' } },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-oidc-'));
  writeFileSync(path.join(folder, 'maker.secret'), `${SECRET}\n`);
  writeFileSync(path.join(folder, 'empty.secret'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: unknown, env: Record<string, string> = {}) {
  const file = path.join(folder, 'oidc.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readIdentityProviders(readConfig({ VINSEAL_OIDC: file, ...env }));
}

test('an entry needs little, and its secret lies beside the file or in a variable of its own', () => {
  const [one] = read({ providers: [ENTRY] });
  expect(one).toEqual({
    ...{ organisationId: 'maker', issuer: ENTRY.issuer, clientId: 'vinseal', clientSecret: SECRET, label: ENTRY.label },
    ...{ passwords: 'allowed', domains: [], secondFactor: null, algorithm: 'RS256', hosts: [], isPrivate: false },
    clientAuthentication: 'client_secret_basic',
  });
  const { secretFile: _, ...open } = ENTRY;
  const variable = 'VINSEAL_OIDC_SECRET_MAKER';
  const [other] = read({ providers: [{ ...open, secretVariable: variable }] }, { [variable]: SECRET });
  expect(other?.clientSecret).toBe(SECRET);
  expect(readIdentityProviders(readConfig({}))).toEqual([]);
  expect(one === undefined ? '' : JSON.stringify(policyOf(one))).not.toContain(SECRET);
});

test.each<[string, object, string]>([
  ['plain http', { issuer: 'http://login.maker.example' }, 'https'],
  ['an issuer with a password', { issuer: 'https://a:b@login.maker.example' }, 'password'],
  ['an issuer that is none', { issuer: 'login.maker.example' }, 'issuer'],
  ['a shared secret as algorithm', { algorithm: 'HS256' }, 'algorithm'],
  ['no algorithm', { algorithm: 'none' }, 'algorithm'],
  ['a variable of something else', { secretFile: undefined, secretVariable: 'HOME' }, 'secretVariable'],
  ['a variable that is not set', { secretFile: undefined, secretVariable: 'VINSEAL_OIDC_SECRET_X' }, 'holds no secret'],
  ['two secrets', { secretVariable: 'VINSEAL_OIDC_SECRET_X' }, 'one of'],
  ['no secret', { secretFile: undefined }, 'one of'],
  ['an empty secret', { secretFile: 'empty.secret' }, 'holds no secret'],
  ['a file that is not there', { secretFile: 'gone.secret' }, 'ENOENT'],
  ['no label in one language', { label: { en: 'Maker', ru: 'Завод' } }, 'label.zh-CN'],
  ['a second factor that asks for nothing', { secondFactor: { acr: [] } }, 'acr or amr'],
  ['a word that nobody knows', { password: 'refused' }, 'password'],
  ['a host with a path', { hosts: ['a.example/b'] }, 'hosts.0'],
])('%s is refused, and said', (_what, change, word) => {
  const attempt = () => read({ providers: [{ ...ENTRY, ...change }] });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(word);
  expect(attempt).not.toThrow(SECRET);
});

test('a file that is none, and what stands there twice, are refused', () => {
  expect(() => read('{')).toThrow('no JSON');
  expect(() => read({ providers: [ENTRY, ENTRY] })).toThrow('"maker" stands there twice');
  const shared = { ...ENTRY, domains: ['maker.example'] };
  expect(() => read({ providers: [shared, { ...shared, organisation: 'other' }] })).toThrow('"maker.example"');
  expect(() => readIdentityProviders(readConfig({ VINSEAL_OIDC: '/no/such' }))).toThrow('ENOENT');
});

test('plain http is for this machine, and never in production', () => {
  const local = { providers: [{ ...ENTRY, issuer: 'http://127.0.0.1:4000' }] };
  expect(read(local)).toHaveLength(1);
  const production = { VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'https://check.example' };
  expect(() => read(local, production)).toThrow('https');
});
