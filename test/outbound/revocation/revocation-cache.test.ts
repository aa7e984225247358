import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openRevocationCache } from '../../../server/outbound/revocation/revocation-cache.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const kept = (size: number, freshUntil: number) => ({ octets: new Uint8Array(size).fill(size), freshUntil });

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'vinseal-cache-'));
  folder = path.join(parent, 'cache');
});
afterEach(() => rmSync(parent, { recursive: true }));

it('gives back what was kept, over a restart too, fresh or not', () => {
  openRevocationCache(folder, 100).write(A, kept(3, 1_000));
  const cache = openRevocationCache(folder, 100);
  expect(cache.read(A)).toEqual(kept(3, 1_000));
  expect(cache.read(B)).toBeNull();
});

it('keeps one of each key, the last one written', () => {
  const cache = openRevocationCache(folder, 100);
  cache.write(A, kept(3, 2_000));
  cache.write(A, kept(4, 1_000));
  expect(cache.read(A)).toEqual(kept(4, 1_000));
  expect(readdirSync(folder)).toHaveLength(1);
});

it('stays within its bound: what needs fetching again soonest goes first', () => {
  const cache = openRevocationCache(folder, 10);
  cache.write(A, kept(4, 1_000));
  cache.write(B, kept(4, 3_000));
  cache.write(C, kept(5, 2_000));
  expect([cache.read(A), cache.read(B)?.octets.length, cache.read(C)?.octets.length]).toEqual([null, 4, 5]);
  cache.write(A, kept(11, 9_000));
  expect(cache.read(A)).toBeNull();
});

it('passes over strange files, and does without a folder that cannot be made', () => {
  const cache = openRevocationCache(folder, 10);
  cache.write(A, kept(4, 1_000));
  writeFileSync(path.join(folder, 'README'), 'x');
  expect(cache.read(A)).toEqual(kept(4, 1_000));
  writeFileSync(path.join(parent, 'file'), '');
  const nowhere = openRevocationCache(path.join(parent, 'file', 'cache'), 10);
  expect(() => nowhere.write(A, kept(4, 1_000))).not.toThrow();
  expect(nowhere.read(A)).toBeNull();
});
