import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { TrustAnchor } from '../../../server/ports/trust-list.ts';
import { openFileTrustRegister } from '../../../server/stores/trust/file-trust-register.ts';
import { saveTrustAnchor } from '../../../server/stores/trust/trust-file.ts';
import { MANUFACTURER } from '../../support/perfect-evidence.ts';
import { type TestCertificate, testRoot } from '../../support/pki.ts';

let roots: readonly TestCertificate[];
beforeAll(async () => {
  roots = await Promise.all(['register-a', 'register-b'].map((name) => testRoot({ name })));
});

let folder: string;
const folders = () => ({ shipped: path.join(folder, 'shipped'), own: path.join(folder, 'own') });
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-register-'));
  saveTrustAnchor(folders().shipped, anchor('shipped', 0));
});
afterEach(() => rmSync(folder, { recursive: true }));

function anchor(id: string, root: number): TrustAnchor {
  const certificate = roots[root]?.der ?? new Uint8Array();
  const manufacturers = [MANUFACTURER, { ...MANUFACTURER, code: 'YYY' }];
  return { id, certificate, manufacturers, timeStamping: true, status: 'active', from: '2026-01-01', until: null };
}

const contents = (of: string) =>
  readdirSync(of).map((name) => [name, readFileSync(path.join(of, name), 'utf8')] as const);

it('suspends and resumes in the install’s own folder: what is shipped is never written', () => {
  const register = openFileTrustRegister(folders());
  const before = contents(folders().shipped);
  for (const manufacturer of ['YYY', null]) register.setSuspended({ anchor: 'shipped', manufacturer }, true);
  expect(register.all()).toMatchObject([{ id: 'shipped', status: 'suspended' }]);
  for (const manufacturer of ['YYY', null]) register.setSuspended({ anchor: 'shipped', manufacturer }, false);
  expect(contents(folders().shipped)).toEqual(before);
});

it('writes over no file that holds another anchor', () => {
  saveTrustAnchor(folders().own, anchor('own', 1));
  const file = path.join(folders().own, 'own.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"id": "own"', '"id": "renamed"'));
  const register = openFileTrustRegister(folders());
  expect(() => register.add(anchor('own', 1))).toThrow('own.json');
  expect(register.all().map(({ id }) => id)).toEqual(['shipped', 'renamed']);
});

it('keeps the file of an anchor that is replaced, under a name that is not loaded', () => {
  const register = openFileTrustRegister(folders());
  register.add(anchor('own', 1));
  const before = readFileSync(path.join(folders().own, 'own.json'), 'utf8');
  const former = register.all().find(({ id }) => id === 'own');
  if (former === undefined) throw new Error('not added');
  register.replace(former, anchor('new', 1), '2026-03-01T08:00:00.000Z');
  const kept = new Map(contents(folders().own)).get('_replaced-own-20260301T080000000Z.json');
  expect(kept).toBe(before);
  expect(register.all().map(({ id, file }) => [id, path.basename(file)])).toEqual([
    ['shipped', 'shipped.json'],
    ['new', 'new.json'],
  ]);
});

it.each(['ca.example', 'ca.schema', '_suspended', '../ca', ''])(
  'refuses the id %j, whose file would not be loaded',
  (id) => {
    expect(() => openFileTrustRegister(folders()).add(anchor(id, 1))).toThrow(z.ZodError);
  },
);
