import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as asn1js from 'asn1js';
import request from 'supertest';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { tokenOf } from '../support/actors.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { issueCrl } from '../support/pki.ts';
import { putLists } from '../support/stored-lists.ts';

/** A list with odd entries in the store of an install: it is read, and what is odd is told wherever it was read. */

const told: unknown[] = [];
let install: TestInstall;
let list: string;
beforeAll(async () => {
  install = await openTestInstall({ onListNotes: (file, notes) => void told.push([file, notes]) });
  const paths = dataPaths(install.folder);
  const ca = openDevelopmentCa(paths.authority);
  if (ca === null) throw new Error('no development CA');
  list = 'odd';
  const now = Date.now();
  const instant = (days: number) => new Date(now + days * 86_400_000).toISOString();
  const critical = [{ oid: '1.2.3.4', critical: true, value: new asn1js.Null() }];
  const der = await issueCrl({
    signer: { der: ca.certificate, key: ca.key },
    thisUpdate: instant(0),
    nextUpdate: instant(7),
    revoked: [
      { serial: -5, at: instant(-9) },
      { serial: 5, at: instant(-9), extensions: critical },
    ],
  });
  await putLists(install.folder, { [list]: der });
});
afterAll(() => install.dispose());

const NOTES = [
  { code: 'entry-serial-not-valid', serial: 'fb' },
  { code: 'entry-critical-extension-unknown', serial: '05' },
];

test('by the API, on verification and inspection, with a sentence each', async () => {
  const { pdf } = install.sample('valid');
  const verified = await request(testApp(install))
    .post('/api/v1/verifications')
    .attach('file', Buffer.from(pdf), 'a.pdf');
  const [file] = verified.body.files;
  expect(file.verdict).toBe('valid');
  expect(file.revocationNotes).toMatchObject(NOTES);
  for (const { sentence } of file.revocationNotes) expect(sentence).not.toContain('inspections.');
  const inspected = await request(testApp(install))
    .post('/api/v1/inspections')
    .set('Authorization', `Bearer ${await tokenOf(install)}`)
    .attach('file', Buffer.from(pdf), 'a.pdf');
  expect(inspected.body.files[0].signatures[0].revocationNotes).toMatchObject(NOTES);
});

test('on the page and by the terminal', async () => {
  const { pdf } = install.sample('valid');
  const page = await request(testApp(install))
    .post('/en/verify')
    .redirects(1)
    .attach('file', Buffer.from(pdf), 'a.pdf');
  expect(page.text).toContain('(RFC 5280, 5.3)');
  const sample = path.join(install.folder, 'sample.pdf');
  writeFileSync(sample, pdf);
  const run = await cliInProcess(['verify', sample, '--data', install.folder]);
  expect(run.stdout).toMatch(/ · .*\(fb\)/);
  expect(run.stderr).toContain(`entry-critical-extension-unknown: ${list}, serial number 05`);
  const inspected = await cliInProcess(['inspect', sample, '--data', install.folder, '--json']);
  expect(JSON.parse(inspected.stdout).signatures[0].revocationNotes).toEqual(NOTES);
});

test('to the log, once for each list', () => {
  expect(told).toEqual([[list, NOTES]]);
});
