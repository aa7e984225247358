import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import {
  ConfigError,
  installOptions,
  publicAddress,
  readConfig,
  settingsTable,
  uploadBytes,
} from '../server/config.ts';

test('the defaults serve a first try', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ environment: 'demonstration', host: '127.0.0.1', port: 3000, publicUrl: '' });
  expect(path.isAbsolute(config.data)).toBe(true);
  expect(publicAddress(config)).toBe('http://127.0.0.1:3000');
});

test.each([
  ['VINSEAL_PORT', '70000'],
  ['VINSEAL_PORT', 'http'],
  ['VINSEAL_WORKERS', '0'],
  ['VINSEAL_PUBLIC_URL', 'check.example'],
  ['VINSEAL_PUBLIC_URL', 'javascript:alert(1)'],
  ['VINSEAL_TRUSTED_PROXIES', 'true'],
  ['VINSEAL_TRUSTED_PROXIES', '0.0.0.0/0'],
  ['VINSEAL_TRUSTED_PROXIES', 'loopback, proxy.example'],
  ['VINSEAL_ENV', 'prod'],
  ['VINSEAL_LOG_LEVEL', 'loud'],
  ['VINSEAL_REVOCATION_HOSTS', 'https://ca.example'],
  ['VINSEAL_REVOCATION_HOSTS', 'ca.example/crl'],
  ['VINSEAL_REVOCATION_HOSTS', '*.ca.example'],
  ['VINSEAL_REVOCATION_TIME_MS', '0'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value })).toThrow(name);
});

test('a setting that nobody knows is refused, with the one that was meant', () => {
  expect(() => readConfig({ VINSEAL_PROT: '3001' })).toThrow('VINSEAL_PORT');
  expect(() => readConfig({ VINSEAL_TIMESTAMP_URLS: '' })).toThrow('VINSEAL_TIME_STAMP_URLS');
  expect(() => readConfig({ VINSEAL_COLOUR_OF_THE_SKY: 'blue' })).toThrow(ConfigError);
  expect(readConfig({ VINSEAL_TEST_SHARE: '0.1', HOME: '/' }).port).toBe(3000);
});

test('the journal lies outside the data folder', () => {
  expect(() => readConfig({ VINSEAL_DATA: '/d', VINSEAL_JOURNAL: '/d/journal' })).toThrow('VINSEAL_JOURNAL');
  expect(readConfig({ VINSEAL_DATA: '/d', VINSEAL_JOURNAL: '/dd/journal' }).journal).toBe('/dd/journal');
});

test('proxies are believed only where they are named', () => {
  expect(readConfig({}).trustedProxies).toEqual([]);
  const named = readConfig({ VINSEAL_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,fd00::/8, 192.0.2.1' });
  expect(named.trustedProxies).toEqual(['loopback', '10.0.0.0/8', 'fd00::/8', '192.0.2.1']);
});

test('nobody is asked for revocation unless hosts are named', () => {
  expect(readConfig({}).revocationHosts).toEqual([]);
  expect(readConfig({ VINSEAL_REVOCATION_HOSTS: ' OCSP.ca.example, crl.ca.example:8080 ,' }).revocationHosts).toEqual([
    'ocsp.ca.example',
    'crl.ca.example:8080',
  ]);
});

test('production needs a public https address', () => {
  expect(() => readConfig({ VINSEAL_ENV: 'production' })).toThrow('VINSEAL_PUBLIC_URL');
  expect(() => readConfig({ VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'http://x.example' })).toThrow(ConfigError);
  expect(readConfig({ VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'https://x.example/' }).publicUrl).toBe(
    'https://x.example',
  );
});

test('the table in docs/operations.md is the one that the settings give', () => {
  const guide = readFileSync(path.join(import.meta.dirname, '../docs/operations.md'), 'utf8');
  expect(guide).toContain(settingsTable());
});

test('the address of a database names the database, and is never repeated', () => {
  const read = (url: string) => readConfig({ VINSEAL_MONGO_URL: url });
  for (const wrong of [
    'mongodb://u:pa55@h:27017',
    'mongodb://u:pa55@h/',
    'http://u:pa55@h/x',
    'mongodb://u:pa55@h/?tls=true',
  ]) {
    expect(() => read(wrong)).toThrow(ConfigError);
    expect(() => read(wrong)).not.toThrow('pa55');
  }
  const url = 'mongodb://u:pa55@h1,h2:27018/vinseal?replicaSet=rs0';
  expect(installOptions(read(url)).mongo).toEqual({ url, migrates: true });
  const production = { VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'https://x.example', VINSEAL_MONGO_URL: url };
  expect(installOptions(readConfig(production)).mongo).toEqual({ url, migrates: false });
  expect(installOptions(readConfig({})).mongo).toBeNull();
});

test('memory bounds threads and uploads', () => {
  const MB = 1024 * 1024;
  const small = readConfig({ VINSEAL_MEMORY_MB: '800' });
  expect([small.workers, uploadBytes(small)]).toEqual([1, 100 * MB]);
  const asked = readConfig({ VINSEAL_MEMORY_MB: '1600', VINSEAL_WORKERS: '5' });
  expect([asked.workers, uploadBytes(asked)]).toEqual([5, 200 * MB]);
  expect(() => readConfig({ VINSEAL_MEMORY_MB: '1000', VINSEAL_WORKERS: '3' })).toThrow(
    /VINSEAL_MEMORY_MB of 1200 or more/,
  );
  expect(() => readConfig({ VINSEAL_MEMORY_MB: '500' })).toThrow(/from 800/);
  const free = readConfig({ VINSEAL_WORKERS: '64' });
  expect([free.workers, uploadBytes(free)]).toEqual([64, 256 * MB]);
});
