import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openCompromisedKeys } from '../../server/keys/compromised-keys.ts';
import type { KeyEntry } from '../../server/keys/key-index.ts';
import type { SharedRecords } from '../../server/ports/shared-records.ts';
import { putKeyEntries, sharedOf, spoilKeys } from '../support/key-store.ts';

let folder: string;
let shared: SharedRecords;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-compromised-'));
  shared = sharedOf(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KEY = new Uint8Array([1, 2, 3]);
const OTHER = new Uint8Array([1, 2, 4]);
const entry = (keyId: string, publicKey: Uint8Array, compromisedSince: string | null): KeyEntry => ({
  ...{ keyId, manufacturerId: 'maker', algorithm: 'ecdsa-p256-sha256', chain: [], certificate: null },
  place: { kind: 'file', file: `${keyId}.pem` },
  publicKey: Buffer.from(publicKey).toString('base64'),
  state: compromisedSince === null ? 'active' : 'compromised',
  compromisedSince,
});

test('a store without keys knows of no compromise', async () => {
  expect((await openCompromisedKeys(shared).known()).since(KEY)).toBeNull();
});

test('the earlier instant counts where a key stands twice, whatever its zone looks like as text', async () => {
  await putKeyEntries(shared, [
    entry('a', KEY, '2026-03-01T00:00:00.000Z'),
    entry('b', KEY, '2026-02-01T00:00:00Z'),
    entry('c', KEY, '2026-02-01T00:00:00.001Z'),
    entry('d', OTHER, null),
  ]);
  const known = await openCompromisedKeys(shared).known();
  expect(known.since(KEY)).toBe('2026-02-01T00:00:00Z');
  expect(known.since(OTHER)).toBeNull();
});

test('a change that another instance made is known with the next question; what was asked before stays as it was', async () => {
  const keys = openCompromisedKeys(shared);
  await putKeyEntries(shared, [entry('a', KEY, null)]);
  const before = await keys.known();
  await putKeyEntries(sharedOf(folder), [entry('a', KEY, '2026-03-01T00:00:00.000Z')]);
  expect(before.since(KEY)).toBeNull();
  expect((await keys.known()).since(KEY)).toBe('2026-03-01T00:00:00.000Z');
});

test('an index that cannot be read throws, every time: silence would pass for good', async () => {
  await spoilKeys(folder);
  const keys = openCompromisedKeys(shared);
  await expect(keys.known()).rejects.toMatchObject({ code: 'index-unreadable' });
  await expect(keys.known()).rejects.toMatchObject({ code: 'index-unreadable' });
});
