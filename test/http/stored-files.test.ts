import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import type { StoredFileFault } from '../../server/app/confirmations/read-stored-file.ts';
import { confirmationListSchema, problemSchema, verificationSchema } from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { expectDone, tokenOf } from '../support/actors.ts';
import { everyListed } from '../support/every-listed.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { storedFile, storedFiles } from '../support/stored-files.ts';

/** A stored file that is missing or damaged stops its own download and nothing else. */

let install: TestInstall;
let app: Express;
let token: string;
let number: string;
let file: string;
const faults: StoredFileFault[] = [];
beforeAll(async () => {
  install = await openTestInstall({ onStoredFileFault: (fault) => faults.push(fault) });
  app = testApp(install);
  token = await tokenOf(install);
  number = install.sample('valid').number;
  const found = await install.find(number, operatorActor());
  file = storedFile(install.folder, found.ok ? found.value.sha256 : '');
});
afterAll(() => install.dispose());
beforeEach(() => {
  faults.length = 0;
});

const get = (path: string, language = 'en') =>
  request(app)
    .get(`/api/v1/confirmations${path}`)
    .set('Authorization', `Bearer ${token}`)
    .set('Accept-Language', language)
    .buffer()
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
const problemOf = (answer: { readonly body: Buffer }) => problemSchema.parse(JSON.parse(answer.body.toString()));

test('PDFs lie in files that are named by their SHA-256, and not in the database', async () => {
  const stored = storedFiles(install.folder).map(({ sha256 }) => sha256);
  expect(stored).toEqual((await everyListed(install)).map(({ sha256 }) => sha256).toSorted());
  expect(await install.moveDocuments()).toMatchObject({ moved: 0, damaged: [] });
});

describe.each([
  ['stored-file-missing', () => rmSync(file)],
  ['stored-file-damaged', () => writeFileSync(file, '%PDF-1.7')],
] as const)('%s', (code, spoil) => {
  beforeAll(async () => {
    renameSync(file, `${file}.kept`);
    writeFileSync(file, '');
    spoil();
  });
  afterAll(() => renameSync(`${file}.kept`, file));

  test.each([
    ['en', 'file'],
    ['zh', '文件'],
    ['ru', 'файл'],
  ])('the download says so: %s', async (language, word) => {
    const answer = await get(`/${number}/pdf`, language);
    const problem = problemOf(answer);
    expect([answer.status, problem.code]).toEqual([500, code]);
    expect(problem.title).toContain(word);
    expect(faults).toEqual([expect.objectContaining({ code, number })]);
  });

  test('it is still found, listed and verified', async () => {
    expect((await get(`/${number}`)).status).toBe(200);
    const list = confirmationListSchema.parse(JSON.parse((await get('')).body.toString()));
    expect(list.items.map((item) => item.number)).toContain(number);
    const verified = await request(app)
      .post('/api/v1/verifications')
      .attach('file', Buffer.from(install.sample('valid').pdf), 'a.pdf');
    expect(verificationSchema.parse(verified.body).files[0]?.verdict).toBe('valid');
    expect((await request(app).get('/healthz')).status).toBe(200);
  });

  test('the files of others are as they were', async () => {
    expect((await get(`/${install.sample('withdrawn').number}/pdf`)).status).toBe(200);
  });

  test('it cannot be renewed, with the same code', async () => {
    const report = expectDone(await install.renew({ numbers: [number], by: operatorActor('test') }));
    expect(report).toMatchObject({ renewed: 0, failed: 1, codes: { [code]: 1 } });
  });
});

test('with its bytes back in place it is served again', async () => {
  const answer = await get(`/${number}/pdf`);
  expect([answer.status, Buffer.compare(answer.body, install.sample('valid').pdf)]).toEqual([200, 0]);
});
