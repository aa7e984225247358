import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { confirmationSchema, problemSchema, verificationSchema } from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { expectDone, tokenOf } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { WORDS } from '../support/pages-app.ts';

let install: TestInstall;
let app: Express;
let token: string;
let number: string;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  token = await tokenOf(install);
  number = install.sample('valid').number;
});
afterAll(() => install.dispose());

const get = (path: string) =>
  request(app).get(`/api/v1/confirmations/${path}`).set('Authorization', `Bearer ${token}`).responseType('blob');

test('needs a token', async () => {
  const answer = await request(app).get(`/api/v1/confirmations/${number}/archive`);
  expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([401, 'not-signed-in']);
});

test('before the first renewal there is none', async () => {
  const answer = await get(`${number}/archive`);
  const body = problemSchema.parse(JSON.parse(answer.body.toString()));
  expect([answer.status, body.code]).toEqual([404, 'archive-copy-missing']);
  const unknown = await get('ASC-XHM-2026-9999999X/archive');
  expect([unknown.status, JSON.parse(unknown.body.toString()).code]).toEqual([404, 'confirmation-not-found']);
});

describe('after it', () => {
  let pdf: Buffer;
  beforeAll(async () => {
    const report = expectDone(await install.renew({ numbers: null, by: operatorActor('test') }));
    expect(report).toMatchObject({ renewed: 4, failed: 0 });
    const answer = await get(`${number}/archive`);
    expect([answer.status, answer.type]).toEqual([200, 'application/pdf']);
    expect(answer.headers['content-disposition']).toContain(`${number}-archive.pdf`);
    pdf = answer.body;
    expect(answer.headers.etag).toBe(`"${createHash('sha256').update(pdf).digest('hex')}"`);
  });

  test('the registry says what the copy is', async () => {
    const answer = await get(number);
    const { archive, sha256 } = confirmationSchema.parse(JSON.parse(answer.body.toString()));
    expect(archive).toMatchObject({ level: 'B-LTA', renewals: 1 });
    expect(archive?.sha256).toBe(createHash('sha256').update(pdf).digest('hex'));
    expect(sha256).not.toBe(archive?.sha256);
  });

  describe('with something added', () => {
    const added = () => Buffer.concat([pdf, Buffer.from('%')]);

    test('the API gives the verdict on the original inside', async () => {
      const answer = await request(app).post('/api/v1/verifications').attach('file', added(), 'added.pdf');
      const [file] = verificationSchema.parse(answer.body).files;
      expect(file).toMatchObject({ verdict: 'not-valid', confirmation: null });
      expect(file?.inside).toMatchObject({ verdict: 'valid', confirmation: { number, copy: 'original' } });
      expect(file?.checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code)).toContain(
        'bytes-after-signature',
      );
    });

    test.each([
      ['en', 'en'],
      ['zh', 'zh-CN'],
      ['ru', 'ru'],
    ] as const)('the page says it, too: %s', async (language, locale) => {
      const words = WORDS[locale].text('pages.result.inside', { headline: '' }).slice(0, 40);
      const answer = await request(app).post(`/${language}/verify`).redirects(1).attach('file', added(), 'added.pdf');
      expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(words)]);
    });
  });

  test('the verdict says which copy was shown', async () => {
    const answer = await request(app)
      .post('/api/v1/verifications')
      .attach('file', pdf, 'archive.pdf')
      .attach('file', Buffer.from(install.sample('valid').pdf), 'original.pdf');
    const { files } = verificationSchema.parse(answer.body);
    expect(files.map(({ verdict, level, confirmation }) => [verdict, level, confirmation?.copy])).toEqual([
      ['valid', 'B-LTA', 'archive'],
      ['valid', 'B-T', 'original'],
    ]);
  });

  test.each([
    ['en', 'The archive copy'],
    ['zh', '存档副本'],
    ['ru', 'Архивная копия'],
  ])('the page says so, too: %s', async (language, words) => {
    const answer = await request(app).post(`/${language}/verify`).redirects(1).attach('file', pdf, 'archive.pdf');
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(words)]);
  });
});
