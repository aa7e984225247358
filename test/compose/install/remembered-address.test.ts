import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { printedAddress, rememberAddress } from '../../../server/compose/install/remembered-address.ts';
import { readConfig } from '../../../server/config.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), 'vinseal-address-'));
});
afterEach(() => rmSync(data, { recursive: true }));

const configOf = (env: Record<string, string>) => readConfig({ VINSEAL_DATA: data, ...env });

test('a second start on another port prints the address that documents bear already', () => {
  const first = printedAddress(configOf({}));
  expect(first).toBe('http://127.0.0.1:3000');
  rememberAddress(data, first);
  expect(printedAddress(configOf({ VINSEAL_PORT: '3422' }))).toBe(first);
});

test('an address that is set is printed', () => {
  rememberAddress(data, 'http://127.0.0.1:3000');
  expect(printedAddress(configOf({ VINSEAL_PUBLIC_URL: 'https://check.example/' }))).toBe('https://check.example');
});
