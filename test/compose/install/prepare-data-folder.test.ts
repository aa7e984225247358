import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DataFolderUnusable, prepareDataFolder } from '../../../server/compose/install/prepare-data-folder.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'vinseal-first-start-'));
  folder = path.join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const build = async (into: string) => {
  mkdirSync(path.join(into, 'keys'));
  writeFileSync(path.join(into, 'vinseal.sqlite'), 'store');
};
const visible = () => readdirSync(folder).filter((name) => !name.startsWith('.setup.lock'));

test('an empty folder is made an install, once', async () => {
  expect(await prepareDataFolder(folder, build)).toBe(true);
  expect(visible().toSorted()).toEqual(['install.json', 'keys', 'vinseal.sqlite']);
  expect(await prepareDataFolder(folder, () => Promise.reject(new Error('must not build again')))).toBe(false);
});

test('a set-up that failed leaves nothing, and the next start begins anew', async () => {
  await expect(prepareDataFolder(folder, () => Promise.reject(new Error('power cut')))).rejects.toThrow('power cut');
  expect(existsSync(path.join(folder, 'install.json'))).toBe(false);
  expect(await prepareDataFolder(folder, build)).toBe(true);
  expect(visible().toSorted()).toEqual(['install.json', 'keys', 'vinseal.sqlite']);
});

describe('killed at each point of a set-up', () => {
  test('before it was complete: it is cleared away and made anew', async () => {
    mkdirSync(path.join(folder, '.setup-dead', 'keys'), { recursive: true });
    expect(await prepareDataFolder(folder, build)).toBe(true);
    expect(visible().toSorted()).toEqual(['install.json', 'keys', 'vinseal.sqlite']);
  });

  test('while its pieces were moved: the move is finished with the same keys', async () => {
    const setup = path.join(folder, '.setup-dead');
    mkdirSync(setup, { recursive: true });
    writeFileSync(path.join(setup, 'install.json'), '{"format":"vinseal.install.v1"}');
    writeFileSync(path.join(setup, 'vinseal.sqlite'), 'store of the dead process');
    mkdirSync(path.join(folder, 'keys'));
    expect(await prepareDataFolder(folder, () => Promise.reject(new Error('must not build')))).toBe(true);
    expect(readFileSync(path.join(folder, 'vinseal.sqlite'), 'utf8')).toBe('store of the dead process');
    expect(visible().toSorted()).toEqual(['install.json', 'keys', 'vinseal.sqlite']);
  });
});

test('two processes at once: one builds, the other waits for it', async () => {
  let built = 0;
  const slow = async (into: string) => {
    built += 1;
    await build(into);
  };
  const outcomes = await Promise.all([prepareDataFolder(folder, slow), prepareDataFolder(folder, slow)]);
  expect(outcomes.toSorted()).toEqual([false, true]);
  expect(built).toBe(1);
});

test('a folder with something else in it is refused and not changed', async () => {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'holiday.jpg'), 'picture');
  const refused = prepareDataFolder(folder, build);
  await expect(refused).rejects.toThrow(DataFolderUnusable);
  await expect(refused).rejects.toMatchObject({ code: 'data-folder-not-ours' });
  expect(visible()).toEqual(['holiday.jpg']);
});

test('a folder that cannot be made is refused', async () => {
  writeFileSync(folder, 'a file where the folder should be');
  await expect(prepareDataFolder(folder, build)).rejects.toMatchObject({ code: 'data-folder-not-writable' });
});

test.each([
  ['the store is gone', 'vinseal.sqlite', (piece: string) => rmSync(piece)],
  ['the store is empty', 'vinseal.sqlite', (piece: string) => writeFileSync(piece, '')],
  ['the keys are gone', 'keys', (piece: string) => rmSync(piece, { recursive: true })],
])('a finished install of which %s is refused, not made anew', async (_name, piece, damage) => {
  await prepareDataFolder(folder, build);
  damage(path.join(folder, piece));
  const refused = prepareDataFolder(folder, build);
  await expect(refused).rejects.toMatchObject({ code: 'data-folder-incomplete' });
  await expect(refused).rejects.toThrow(piece);
});

test.each([
  ['install.json', (piece: string) => writeFileSync(piece, '')],
  ['install.json', (piece: string) => writeFileSync(piece, '{"format":"vinseal.install.v9"}')],
  ['install.json', (piece: string) => writeFileSync(piece, 'null')],
])('a finished install whose %s is broken is refused by name (%#)', async (piece, damage) => {
  await prepareDataFolder(folder, build);
  damage(path.join(folder, piece));
  const refused = prepareDataFolder(folder, build);
  await expect(refused).rejects.toMatchObject({ code: 'data-folder-incomplete' });
  await expect(refused).rejects.toThrow(piece);
});

test('an install with services of its own CA needs that', async () => {
  await prepareDataFolder(folder, async (into) => {
    await build(into);
    mkdirSync(path.join(into, 'tsa'));
    writeFileSync(path.join(into, 'tsa', 'tsa.pem'), 'certificate');
  });
  await expect(prepareDataFolder(folder, build)).rejects.toThrow('ca/ca-key.pem');
});

test('a place where no folder can ever be made is refused at once', async () => {
  await expect(prepareDataFolder('/proc/vinseal-data', build)).rejects.toMatchObject({
    code: 'data-folder-not-writable',
  });
});
