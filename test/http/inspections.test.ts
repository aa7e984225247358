import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { inspectionSchema, problemSchema } from '../../server/http/response-schemas.ts';
import { tokenOf } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { fillByteRange, latin1Bytes, signatureDict } from '../support/pdf-writer.ts';
import { testPki } from '../support/pki.ts';
import { ROOM, signPdf } from '../support/sign-pdf.ts';
import { BODIES, signedDocument, streamText, update } from '../support/signed-document.ts';
import { withForbiddenChange } from '../support/updated-document.ts';

let install: TestInstall;
let app: Express;
let token: string;
let stranger: Uint8Array;
let changed: Uint8Array;
/** Filled in, then signed again in a visible field. */
let amended: Uint8Array;

beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  token = await tokenOf(install);
  stranger = install.sample('unknown-issuer').pdf;
  changed = withForbiddenChange(stranger);
  amended = await amendedDocument();
});
afterAll(() => install.dispose());

async function amendedDocument(): Promise<Uint8Array> {
  const { ec } = await testPki();
  const signed = signPdf(signedDocument({ docMdp: null, contents: ROOM }), ec);
  const filled = update(signed, { objects: [[7, `<<${BODIES.text}/V(Filled)>>`]] });
  const objects = [
    [8, `<<${BODIES.empty}/V 20 0 R/AP<</N 21 0 R>>>>`],
    [20, signatureDict({ contents: ROOM })],
    [21, streamText('/Type/XObject/Subtype/Form/BBox[0 0 9 9]', '0 0 9 9 re f')],
  ] as const;
  return latin1Bytes(signPdf(fillByteRange(update(filled, { objects })), ec));
}

const inspect = () => request(app).post('/api/v1/inspections').set('Authorization', `Bearer ${token}`);
const verify = (pdf: Uint8Array, segment = 'en') =>
  request(app).post(`/${segment}/verify`).redirects(1).attach('file', Buffer.from(pdf), 'document.pdf');
const sha256 = (pdf: Uint8Array) => createHash('sha256').update(pdf).digest('hex');
const download = (pdf: Uint8Array, fields: Readonly<Record<string, string>>) =>
  request(app).post('/en/signed-revision').field(fields).attach('file', Buffer.from(pdf), 'document.pdf').buffer(true);

describe('POST /api/v1/inspections', () => {
  test('says of each file what its signatures are worth, with a sentence for each code', async () => {
    const answer = await inspect()
      .set('Accept-Language', 'ru')
      .attach('file', Buffer.from(stranger), 'one.pdf')
      .attach('file', Buffer.from(changed), 'two.pdf')
      .attach('file', Buffer.from('hello'), 'three.pdf');
    expect(answer.status).toBe(200);
    const { files } = inspectionSchema.parse(answer.body);
    expect(files.map(({ file, outcome }) => [file, outcome])).toEqual([
      ['one.pdf', 'clean'],
      ['two.pdf', 'suspect'],
      ['three.pdf', 'unreadable'],
    ]);
    expect(Object.keys(files[1]?.sentences ?? {})).toEqual(['catalog-changed']);
    expect(Object.keys(files[2]?.sentences ?? {})).toEqual(['not-a-pdf']);
    expect(files[1]?.signatures[0]).toMatchObject({ coverage: 'entire-revision', signedBytes: stranger.length });
  });

  test('names what was changed where the signatures permit it', async () => {
    const answer = await inspect().attach('file', Buffer.from(amended), 'amended.pdf');
    const [file] = inspectionSchema.parse(answer.body).files;
    expect(file).toMatchObject({
      outcome: 'amended',
      changes: [
        { revision: 2, place: 'field-value', count: 1, pages: [1] },
        { revision: 3, place: 'signature-look', count: 1, pages: [1] },
      ],
      signatures: [
        { revision: 1, changesAfter: 'allowed' },
        { revision: 3, changesAfter: 'none' },
      ],
      problems: [],
      sentences: {},
    });
  });

  test('refuses a field that it does not know', async () => {
    const answer = await inspect().field('vin', '1M8GDM9AXKP042788').attach('file', Buffer.from(stranger), 'one.pdf');
    expect(answer.status).toBe(422);
    expect(problemSchema.parse(answer.body).errors.map(({ code }) => code)).toEqual(['unknown-field']);
  });

  test('refuses an upload without a file', async () => {
    const answer = await inspect().field('file', 'text');
    expect(answer.status).toBe(400);
    expect(problemSchema.parse(answer.body).code).toBe('file-missing');
  });

  test('knows no other method', async () => {
    const answer = await request(app).get('/api/v1/inspections').set('Authorization', `Bearer ${token}`);
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([405, 'method-not-allowed']);
  });
});

describe('the result page of a file that is no confirmation', () => {
  test.each(['zh', 'en', 'ru'])(
    'describes its signatures below a verdict that stays not valid (%s)',
    async (segment) => {
      const page = await verify(stranger, segment);
      expect(page.status).toBe(200);
      expect(/vinseal-verdict vinseal-verdict--([a-z-]+)/.exec(page.text)?.[1]).toBe('not-valid');
      expect(page.text).toContain('id="file-1-inspection"');
      expect(page.text.match(/vinseal-tag--neutral/g)).toHaveLength(1);
      expect(page.text).not.toContain('/signed-revision"');
    },
  );

  test('offers the signed revision of one that was changed', async () => {
    const page = await verify(changed);
    expect(page.text).toContain('action="/en/signed-revision"');
    expect(page.text).toContain(`name="sha256" value="${sha256(changed)}"`);
    expect(page.text).not.toContain('vinseal-verdict--valid');
  });

  test('offers the signed revision of one that was amended first, and says what was changed', async () => {
    const { text } = await verify(amended);
    const places = ['action="/en/signed-revision"', 'What was changed after signing', 'Signature 1</h'];
    const found = places.map((place) => text.indexOf(place));
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found).not.toContain(-1);
    expect(text.match(/action="\/en\/signed-revision"/g)).toHaveLength(1);
    expect(text).toContain('Version 2 of the file: 1 form field was filled in or shown differently, page 1');
    expect(text).toMatch(/Version 3 of the file: signature 2 by [^<]+, visible on page 1, was added after signature 1/);
    expect(text).not.toContain('Something is wrong with the signatures');
    for (const segment of ['zh', 'ru']) expect((await verify(amended, segment)).text).not.toMatch(/\{|undefined/);
  });

  test('keeps a signature in check that is no CMS', async () => {
    const page = await verify(latin1Bytes(signedDocument({ docMdp: null })));
    expect(page.status).toBe(200);
    expect(page.text).toContain('id="file-1-inspection"');
    expect(page.text).not.toContain('vinseal-tag--neutral');
  });

  test('says nothing of the kind of confirmations and of files without a signature', async () => {
    for (const pdf of [install.sample('valid').pdf, install.sample('withdrawn').pdf, Buffer.from('hello')]) {
      expect((await verify(pdf)).text).not.toContain('id="file-1-inspection"');
    }
  });
});

describe('POST signed-revision', () => {
  test('gives the bytes up to the end of the signed revision', async () => {
    const answer = await download(changed, { sha256: sha256(changed), signature: '0' });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.headers['content-disposition']).toContain('attachment');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(sha256(answer.body)).toBe(sha256(stranger));
  });

  test.each([
    ['another file', () => stranger, { signature: '0' }],
    ['no such signature', () => changed, { signature: '1' }],
    ['no number', () => changed, { signature: '-1' }],
    ['no signature named', () => changed, {}],
  ])('refuses %s', async (_name, file, fields) => {
    const answer = await download(file(), { sha256: sha256(changed), ...fields });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('text/html');
  });

  test('asks for a file where none was chosen', async () => {
    const answer = await request(app)
      .post('/en/signed-revision')
      .field({ sha256: sha256(changed), signature: '0' });
    expect(answer.status).toBe(400);
  });
});
