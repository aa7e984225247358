import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openFolderFiles } from '../../../server/stores/files/folder-files.ts';
import { documentFilesContract } from '../../contract/document-files.contract.ts';
import { samplePdf, sha256Hex } from '../../contract/store-samples.ts';

const fileOf = (root: string, sha256: string) =>
  path.join(root, sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}.pdf`);
const DAY_S = 86_400;
const secondsAgo = (seconds: number) => Date.now() / 1000 - seconds;

documentFilesContract('folder', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-files-'));
  const root = path.join(folder, 'files');
  return {
    open: () => openFolderFiles(root),
    age: async (sha256, hours) => utimesSync(fileOf(root, sha256), secondsAgo(0), secondsAgo(hours * 3600)),
    damage: async (sha256) => {
      const bytes = readFileSync(fileOf(root, sha256));
      bytes[10] = (bytes[10] ?? 0) ^ 1;
      writeFileSync(fileOf(root, sha256), bytes);
    },
    dispose: async () => rmSync(folder, { recursive: true }),
  };
});

describe('in a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'vinseal-files-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const pdf = samplePdf('one');
  const file = () => fileOf(root, sha256Hex(pdf));
  const sweepAll = (isReferenced = false) =>
    openFolderFiles(root).sweep({
      olderThan: new Date(Date.now() - DAY_S * 1000).toISOString(),
      isReferenced: async () => isReferenced,
      limit: 100,
      after: null,
    });

  test('files and folders are for their owner alone, and nothing else is left', async () => {
    await openFolderFiles(root).put(pdf);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file())).mode & 0o777).toBe(0o700);
    expect(statSync(path.dirname(path.dirname(file()))).mode & 0o777).toBe(0o700);
    expect(readdirSync(path.dirname(file()))).toEqual([`${sha256Hex(pdf)}.pdf`]);
  });

  test('folders that were removed meanwhile fail one call, and are made again by the next', async () => {
    const files = openFolderFiles(root);
    await files.put(pdf);
    rmSync(path.dirname(path.dirname(file())), { recursive: true });
    await expect(files.put(pdf)).rejects.toMatchObject({ code: 'file-store-unusable' });
    await files.put(pdf);
    expect(await files.get(sha256Hex(pdf))).toEqual(pdf);
  });

  test('a folder that cannot be used is a fault that names it', async () => {
    const blocked = path.join(root, 'file');
    writeFileSync(blocked, '');
    await expect(openFolderFiles(blocked).put(pdf)).rejects.toMatchObject({ code: 'file-store-unusable' });
    await expect(openFolderFiles(blocked).put(pdf)).rejects.toThrow(blocked);
  });

  test('what a killed sweep had set aside is served, and put back when it is in use', async () => {
    const files = openFolderFiles(root);
    const sha256 = await files.put(pdf);
    utimesSync(file(), secondsAgo(0), secondsAgo(2 * DAY_S));
    renameSync(file(), `${file()}.aside`);
    expect(await files.get(sha256)).toEqual(pdf);
    expect(await sweepAll(true)).toMatchObject({ removed: 0 });
    expect(readdirSync(path.dirname(file()))).toEqual([`${sha256}.pdf`]);
    renameSync(file(), `${file()}.aside`);
    expect(await sweepAll()).toMatchObject({ removed: 1 });
    expect(await files.get(sha256)).toBeNull();
  });

  test('of a file that is set aside and written anew, the new one stays', async () => {
    const files = openFolderFiles(root);
    await files.put(pdf);
    renameSync(file(), `${file()}.aside`);
    await files.put(pdf);
    expect(await sweepAll(true)).toEqual({ examined: 2, removed: 0, next: null });
    expect(readdirSync(path.dirname(file()))).toEqual([`${sha256Hex(pdf)}.pdf`]);
  });

  test('what a killed put left unfinished goes after a day; what is not of this store stays', async () => {
    await openFolderFiles(root).put(pdf);
    const unfinished = `${file()}.0b0ae3c1-1d5c-4b5e-9f6f-0a0b0c0d0e0f.tmp`;
    const strange = path.join(path.dirname(file()), 'notes.txt');
    for (const other of [unfinished, strange, path.join(root, 'README')]) writeFileSync(other, 'x');
    expect(await sweepAll(true)).toMatchObject({ removed: 0 });
    for (const other of [unfinished, strange]) utimesSync(other, secondsAgo(0), secondsAgo(2 * DAY_S));
    expect(await sweepAll(true)).toMatchObject({ removed: 1 });
    expect(readdirSync(path.dirname(file())).toSorted()).toEqual([`${sha256Hex(pdf)}.pdf`, 'notes.txt'].toSorted());
  });
});
