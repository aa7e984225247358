import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  makePrivateFolder,
  writeFileDurably,
  writeFileDurablyAsync,
  writePrivateFile,
} from '../../server/files/durable-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('replaces a file and leaves nothing else behind', () => {
  const file = path.join(folder, 'a');
  writeFileDurably(file, 'old');
  writeFileDurably(file, new Uint8Array([110, 101, 119]));
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a']);
});

it('leaves nothing behind when it fails', () => {
  makePrivateFolder(path.join(folder, 'taken', 'inside'));
  expect(() => writeFileDurably(path.join(folder, 'taken'), 'x')).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(readdirSync(folder)).toEqual(['taken']);
});

it('does the same beside the event loop', async () => {
  const file = path.join(folder, 'a');
  await writeFileDurablyAsync(file, new Uint8Array([111, 108, 100]));
  await writeFileDurablyAsync(file, new Uint8Array([110, 101, 119]), 0o600);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  makePrivateFolder(path.join(folder, 'taken', 'inside'));
  await expect(writeFileDurablyAsync(path.join(folder, 'taken'), new Uint8Array(1))).rejects.toThrow('EISDIR');
  expect(readdirSync(folder).toSorted()).toEqual(['a', 'taken']);
});

it('keeps private files and folders to their owner, also where a looser file stood', () => {
  const file = path.join(folder, 'inner', 'secret');
  makePrivateFolder(path.dirname(file));
  writeFileDurably(file, 'loose', 0o644);
  writePrivateFile(file, 'tight');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
});
