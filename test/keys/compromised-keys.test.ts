import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openCompromisedKeys } from '../../server/keys/compromised-keys.ts';
import { type KeyEntry, writeKeyIndex } from '../../server/keys/key-index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-compromised-'));
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

test('a folder without keys knows of no compromise', async () => {
  expect(await openCompromisedKeys(folder).since(KEY)).toBeNull();
});

test('the earlier instant counts where a key stands twice, whatever its zone looks like as text', async () => {
  writeKeyIndex(folder, [
    entry('a', KEY, '2026-03-01T00:00:00.000Z'),
    entry('b', KEY, '2026-02-01T00:00:00Z'),
    entry('c', KEY, '2026-02-01T00:00:00.001Z'),
    entry('d', OTHER, null),
  ]);
  const keys = openCompromisedKeys(folder);
  expect(await keys.since(KEY)).toBe('2026-02-01T00:00:00Z');
  expect(await keys.since(OTHER)).toBeNull();
});

test('a changed index is seen at the next question', async () => {
  const keys = openCompromisedKeys(folder);
  writeKeyIndex(folder, [entry('a', KEY, null)]);
  expect(await keys.since(KEY)).toBeNull();
  writeKeyIndex(folder, [entry('a', KEY, '2026-03-01T00:00:00.000Z')]);
  expect(await keys.since(KEY)).toBe('2026-03-01T00:00:00.000Z');
});

test('an index that cannot be read throws, every time: silence would pass for good', async () => {
  writeFileSync(path.join(folder, 'index.json'), '[{');
  const keys = openCompromisedKeys(folder);
  await expect(keys.since(KEY)).rejects.toMatchObject({ code: 'index-unreadable' });
  await expect(keys.since(KEY)).rejects.toMatchObject({ code: 'index-unreadable' });
});
