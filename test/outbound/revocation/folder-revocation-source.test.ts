import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openFolderRevocationSource } from '../../../server/outbound/revocation/folder-revocation-source.ts';
import type { RevocationSource } from '../../../server/ports/revocation-source.ts';
import { issueCrl, type TestCertificate, testRoot } from '../../support/pki.ts';

let root: TestCertificate;
let other: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'source-root' });
  other = await testRoot({ name: 'source-other' });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-crl-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const find = async (source: RevocationSource, issuer = root) =>
  (await source.find({ certificate: issuer.der, issuer: issuer.der, at: '2026-03-01T00:00:00.000Z' })).crls;

const write = (name: string, bytes: Uint8Array) => writeFileSync(path.join(folder, name), bytes);

it('finds the list of an issuer among others and rubbish', async () => {
  const crl = await issueCrl({ signer: root });
  write('a.crl', await issueCrl({ signer: other }));
  write('b.crl', crl);
  write('c.crl', new Uint8Array([1, 2, 3]));
  write('d.txt', await issueCrl({ signer: root, thisUpdate: '2026-03-01T00:00:00Z' }));
  expect(await find(openFolderRevocationSource(folder))).toEqual([crl]);
});

it('gives the newest first, and sees a newer one without a restart', async () => {
  const [old, newer, newest] = await Promise.all(
    ['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => issueCrl({ signer: root, thisUpdate: `${day}T00:00:00Z` })),
  );
  write('a.crl', newer as Uint8Array);
  write('b.crl', old as Uint8Array);
  const source = openFolderRevocationSource(folder);
  expect(await find(source)).toEqual([newer, old]);
  write('c.crl', newest as Uint8Array);
  expect(await find(source)).toEqual([newest, newer, old]);
});

it('sees a list that was replaced or taken away', async () => {
  const replaced = await issueCrl({ signer: root, revoked: [{ serial: 1, at: '2026-02-10T00:00:00Z' }] });
  write('a.crl', await issueCrl({ signer: root }));
  const source = openFolderRevocationSource(folder);
  await find(source);
  write('a.crl', replaced);
  expect(await find(source)).toEqual([replaced]);
  rmSync(path.join(folder, 'a.crl'));
  expect(await find(source)).toEqual([]);
});

it('has none where the folder does not exist', async () => {
  expect(await find(openFolderRevocationSource(path.join(folder, 'nowhere')))).toEqual([]);
});

it('cannot be reached where the folder is none', async () => {
  write('file', new Uint8Array());
  await expect(find(openFolderRevocationSource(path.join(folder, 'file')))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it('has at hand all its lists and no rubbish, but nothing where they are many', async () => {
  const lists = await Promise.all([root, other].map((signer) => issueCrl({ signer })));
  for (const [index, list] of lists.entries()) write(`${index}.crl`, list);
  write('rubbish.crl', new Uint8Array([1, 2, 3]));
  const source = openFolderRevocationSource(folder);
  expect((await source.kept()).crls).toHaveLength(2);
  for (let copy = 0; copy < 7; copy += 1) write(`copy-${copy}.crl`, lists[0] as Uint8Array);
  expect((await source.kept()).crls).toEqual([]);
});
