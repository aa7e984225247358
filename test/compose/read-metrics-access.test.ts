import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readMetricsAccess } from '../../server/compose/read-metrics-access.ts';
import { ConfigError } from '../../server/config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-metrics-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (content: string) => {
  const file = path.join(folder, 'token');
  writeFileSync(file, content);
  return file;
};
const access = (metricsTokenFile: string, environment: 'demonstration' | 'production' = 'production') =>
  readMetricsAccess({ metricsTokenFile, environment });

test('without a token the machine itself may, in production nobody', () => {
  expect(access('', 'demonstration')).toEqual({ kind: 'this-machine' });
  expect(access('')).toBeNull();
});

test('the token is what the file holds, without the end of its line', () => {
  expect(access(fileWith(`${'k'.repeat(32)}\n`))).toEqual({ kind: 'token', token: 'k'.repeat(32) });
});

test.each([
  ['nothing', ''],
  ['a short one', 'k'.repeat(31)],
  ['two', `${'k'.repeat(32)} ${'l'.repeat(32)}`],
])('a file with %s stops the start', (_what, content) => {
  expect(() => access(fileWith(content), 'demonstration')).toThrow(ConfigError);
});

test('so does a file that is not there', () => {
  expect(() => access(path.join(folder, 'none'))).toThrow('cannot be read (ENOENT)');
});
