import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { ALPHA_2_OF } from '#core/confirmation/country-alpha-3.ts';
import { MAX_FILES } from '../../server/http/middleware/uploads.ts';
import { lookUpSchema, problemSchema, verificationSchema } from '../../server/http/response-schemas.ts';
import { SAMPLE_KINDS } from '../../server/model/samples/sample.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

let install: TestInstall;
let app: Express;

beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
});
afterAll(() => install.dispose());

const verify = (pdf: Uint8Array, fields: Readonly<Record<string, string>> = {}) =>
  request(app).post('/api/v1/verifications').field(fields).attach('file', Buffer.from(pdf), 'document.pdf');

const fieldsOf = (body: unknown) => problemSchema.parse(body).errors.map((field) => `${field.pointer} ${field.code}`);

const codesOf = (body: unknown, outcome: string) =>
  verificationSchema
    .parse(body)
    .files.flatMap((file) => file.checks)
    .filter((check) => check.outcome === outcome)
    .map((check) => check.code);

describe('the six samples', () => {
  test.each(SAMPLE_KINDS)('%s.pdf gets its verdict', async (kind) => {
    const sample = install.sample(kind);
    const answer = await verify(sample.pdf);
    expect(answer.status).toBe(200);
    const body = verificationSchema.parse(answer.body);
    expect(body.files[0]?.verdict).toBe(sample.verdict);
    expect(body.files[0]?.test).toBe(kind !== 'unknown-issuer' && kind !== 'altered');
  });

  test.each(SAMPLE_KINDS)('%s.pdf gets the same verdict on the page', async (kind) => {
    const { pdf, verdict } = install.sample(kind);
    const page = await request(app).post('/zh/verify').redirects(1).attach('file', Buffer.from(pdf), 'document.pdf');
    expect(page.status).toBe(200);
    expect(/vinseal-verdict vinseal-verdict--([a-z-]+)/.exec(page.text)?.[1]).toBe(verdict);
  });

  test('each is refused for its own reason', async () => {
    const failed = async (kind: (typeof SAMPLE_KINDS)[number]) =>
      codesOf((await verify(install.sample(kind).pdf)).body, 'failed');
    expect(await failed('valid')).toEqual([]);
    expect(await failed('altered')).toContain('content-altered');
    expect(await failed('withdrawn')).toEqual(['withdrawn']);
    expect(await failed('superseded')).toEqual(['superseded']);
    expect(await failed('other-manufacturer')).toContain('manufacturer-not-entitled');
    expect(await failed('unknown-issuer')).toContain('signer-unknown');
  });
});

describe('the vehicle', () => {
  test.each([
    ['as printed', (vin: string) => vin],
    [
      'in lower case with spaces',
      (vin: string) => `${vin.slice(0, 3)} ${vin.slice(3, 9)} ${vin.slice(9)}`.toLowerCase(),
    ],
    [
      'in full-width characters',
      (vin: string) => [...vin].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''),
    ],
  ])('matches when typed %s', async (_name, type) => {
    const { pdf, vin } = install.sample('valid');
    const { body } = await verify(pdf, { vin: type(vin), destination: 'kz' });
    expect([body.files[0].verdict, body.files[0].vehicle]).toEqual(['valid', 'matched']);
  });

  test('another vehicle is not valid, and a typo is shown against the nearest VIN', async () => {
    const { pdf, vin } = install.sample('valid');
    const typed = `${vin.slice(0, 4)}${vin[4] === '7' ? '8' : '7'}${vin.slice(5)}`;
    const { body } = await verify(pdf, { vin: typed });
    expect([body.files[0].verdict, body.files[0].vehicle]).toEqual(['not-valid', 'not-matched']);
    const check = body.files[0].checks.find((entry: { id: string }) => entry.id === 'vehicle-matches');
    expect(check.code).toBe('vehicle-not-listed');
    expect(`${check.sentence} ${check.remedy}`).toContain(vin);
  });

  test('another destination is not valid', async () => {
    const { pdf, vin } = install.sample('valid');
    const { body } = await verify(pdf, { vin, destination: 'RU' });
    expect(body.files[0].verdict).toBe('not-valid');
    expect(codesOf(body, 'failed')).toEqual(['destination-differs']);
  });

  test('the 180-day answer informs and decides nothing', async () => {
    const { pdf, vin } = install.sample('valid');
    const late = await verify(pdf, { vin, applicationDate: '2030-01-01' });
    expect(late.body.files[0].verdict).toBe('valid');
    const check = late.body.files[0].checks.find((entry: { id: string }) => entry.id === 'confirmation-needed');
    expect(check.code).toBe('confirmation-not-needed');
  });
});

describe('a question typed in another alphabet, or as customs write it', () => {
  const CYRILLIC: Readonly<Record<string, string>> = {
    A: 'А',
    B: 'В',
    C: 'С',
    E: 'Е',
    H: 'Н',
    K: 'К',
    M: 'М',
    P: 'Р',
    T: 'Т',
    X: 'Х',
  };

  test('is the same question', async () => {
    const { pdf, vin } = install.sample('valid');
    const typed = Array.from(vin, (letter) => CYRILLIC[letter] ?? letter)
      .join('')
      .toLowerCase();
    const [file] = verificationSchema.parse((await verify(pdf, { vin: typed })).body).files;
    expect([file?.verdict, file?.vehicle]).toEqual(['valid', 'matched']);
    const destination = file?.confirmation?.vehicles.find((vehicle) => vehicle.vin === vin)?.destination ?? '';
    const [alpha3] = [...ALPHA_2_OF].find(([, alpha2]) => alpha2 === destination) ?? [''];
    const again = await verify(pdf, { vin, destination: alpha3 });
    expect([again.body.verdict, codesOf(again.body, 'passed')]).toEqual([
      'valid',
      expect.arrayContaining(['destination-matched']),
    ]);
  });
});

describe('several files and wrong ones', () => {
  test('the worst verdict stands for all', async () => {
    const answer = await verify(install.sample('valid').pdf).attach('file', Buffer.from('hello'), 'hello.pdf');
    const body = verificationSchema.parse(answer.body);
    expect(body.verdict).toBe('not-valid');
    expect(body.files.map((file) => file.verdict)).toEqual(['valid', 'not-valid']);
    expect(body.files[1]?.confirmation).toBeNull();
  });

  test('no file', async () => {
    const answer = await request(app).post('/api/v1/verifications').field('vin', 'X');
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'file-missing']);
  });

  test.each([
    ['a misspelt field', { VIN: 'X', desination: 'KZ' }, ['/VIN unknown-field', '/desination unknown-field']],
    ['a field sent twice', { vin: ['X', 'Y'] }, ['/vin not-valid']],
    ['a VIN that is too short to be one', { vin: '123' }, ['/vin vin-length']],
    ['a VIN with letters that none has', { vin: 'IM8GDM9AXKPO42788' }, ['/vin vin-characters']],
    ['a VIN as a scanner gives it', { vin: '*1M8GDM9AXKP042788*' }, ['/vin vin-scanned']],
    ['a code of digits for a country', { destination: '344' }, ['/destination country-unknown']],
    ['a VIN that is too long to be one', { vin: '1M8GDM9AXKP0427881' }, ['/vin vin-length']],
  ])('%s is named', async (_name, fields, found) => {
    const sent = request(app).post('/api/v1/verifications').attach('file', Buffer.from('x'), 'a.pdf').field(fields);
    const answer = await sent;
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([422, 'request-not-valid']);
    expect(fieldsOf(answer.body)).toEqual(found);
  });

  test('a file in a field of another name', async () => {
    const answer = await request(app).post('/api/v1/verifications').attach('document', Buffer.from('x'), 'a.pdf');
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'file-missing']);
  });

  test('a body that is no form', async () => {
    const answer = await request(app).post('/api/v1/verifications').send({ file: 'x' });
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([415, 'media-type-not-supported']);
  });

  test('a file of more than 20 MB', async () => {
    const answer = await verify(new Uint8Array(20 * 1024 * 1024 + 1));
    expect([answer.status, answer.body.code]).toEqual([413, 'file-too-large']);
  });

  test('a country and a date that are none', async () => {
    const answer = await verify(install.sample('valid').pdf, {
      destination: 'Kasachstan',
      applicationDate: '31.12.2026',
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((field: { code: string }) => field.code)).toEqual([
      'country-unknown',
      'date-not-valid',
    ]);
  });

  test('too many checks in a minute', async () => {
    const limited = testApp(install, { checksPerMinute: 2 });
    const check = () => request(limited).post('/api/v1/lookups').send({ number: 'x', vinTail: 'y' });
    const statuses = [(await check()).status, (await check()).status, (await check()).status];
    expect(statuses).toEqual([422, 422, 429]);
    const page = await request(limited).post('/en/number').type('form').send({ number: 'x', vinTail: '123456' });
    expect([page.status, page.type]).toEqual([429, 'text/html']);
  });
});

describe('behind a reverse proxy', () => {
  const ask = (limited: Express, address: string) =>
    request(limited).post('/api/v1/lookups').set('X-Forwarded-For', address).send({ number: 'x', vinTail: 'y' });
  const statusesOf = async (limited: Express) => {
    const statuses: number[] = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.2']) statuses.push((await ask(limited, address)).status);
    return statuses;
  };

  test('that is trusted, each client has a limit of its own', async () => {
    const limited = testApp(install, { checksPerMinute: 1, trustedProxies: ['loopback'] });
    expect(await statusesOf(limited)).toEqual([422, 422, 429]);
  });

  test('that is not, what it says of the client is not believed', async () => {
    expect(await statusesOf(testApp(install, { checksPerMinute: 1 }))).toEqual([422, 429, 429]);
    const other = testApp(install, { checksPerMinute: 1, trustedProxies: ['10.0.0.0/8'] });
    expect(await statusesOf(other)).toEqual([422, 429, 429]);
  });
});

describe('an upload of undeclared length', () => {
  const chunked = async (pdfs: readonly Uint8Array[]) => {
    const form = new FormData();
    for (const pdf of pdfs) form.append('file', new Blob([Uint8Array.from(pdf)]), 'document.pdf');
    const server = app.listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      // A stream as the body is sent chunked.
      const { body, headers } = new Response(form);
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/verifications`, {
        method: 'POST',
        headers: { 'Content-Type': headers.get('Content-Type') ?? '' },
        body,
        duplex: 'half',
      } as RequestInit);
      return { status: answer.status, body: await answer.json() };
    } finally {
      server.close();
      server.closeAllConnections();
    }
  };

  test('is read, and its memory freed', async () => {
    for (let round = 0; round < 3; round += 1) {
      const answer = await chunked([install.sample('valid').pdf]);
      expect([answer.status, verificationSchema.parse(answer.body).verdict]).toEqual([200, 'valid']);
    }
  });

  test('holds as many files as any other', async () => {
    const files = (count: number) => Array.from({ length: count }, () => Buffer.from('hello'));
    expect((await chunked(files(MAX_FILES))).status).toBe(200);
    const answer = await chunked(files(MAX_FILES + 1));
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([413, 'too-many-files']);
  });
});

const UNKNOWN_NUMBER = formatConfirmationNumber({ makerCode: 'TEST', year: 2026, sequence: 9_999_999 });

describe('the public look-up', () => {
  const lookUp = (body: object) => request(app).post('/api/v1/lookups').send(body);

  test('tells how one line stands, and nothing else', async () => {
    const { number, vin } = install.sample('withdrawn');
    const answer = await lookUp({ number, vinTail: vin.slice(-6) });
    expect(lookUpSchema.parse(answer.body).status).toBe('withdrawn');
    expect(JSON.stringify(answer.body)).not.toContain(vin);
  });

  test('every miss gives the same answer', async () => {
    const { number, vin } = install.sample('valid');
    const misses = [
      { number, vinTail: '000000' },
      { number: UNKNOWN_NUMBER, vinTail: vin.slice(-6) },
      { number: UNKNOWN_NUMBER, vinTail: vin },
    ];
    const answers = await Promise.all(misses.map((miss) => lookUp(miss)));
    const bodies = answers.map(({ status, body }) => ({ ...body, status, requestId: '' }));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0].code).toBe('confirmation-not-found');
  });

  test('tells who knows the whole VIN what was registered of it', async () => {
    const { number, vin } = install.sample('valid');
    const { registered } = lookUpSchema.parse((await lookUp({ number, vinTail: vin })).body);
    expect(registered?.vehicle).toMatchObject({ line: 1, vin });
    expect(registered?.outlets.map(({ id }) => id)).toEqual(registered?.vehicle.outlets);
  });

  test('asks back a number and a VIN that cannot be', async () => {
    const { number, vin } = install.sample('valid');
    const answer = await lookUp({ number: number.replace('ASC', 'A5C'), vinTail: `*${vin}*` });
    expect([answer.status, problemSchema.parse(answer.body).errors]).toMatchObject([
      422,
      [
        { pointer: '/number', code: 'number-mistyped', suggestions: [number] },
        { pointer: '/vinTail', code: 'vin-scanned', suggestions: [vin] },
      ],
    ]);
  });

  test.each([
    ['nothing', {}, ['/number required', '/vinTail required']],
    ['what is no text', { number: 7, vinTail: { $ne: '' } }, ['/number not-valid', '/vinTail not-valid']],
    ['other field names', { number: 'x', vin: '123456' }, ['/vinTail required', '/vin unknown-field']],
    ['an empty number', { number: '', vinTail: '123456' }, ['/number required']],
    ['an array', [], [' not-valid']],
  ])('names the fields when it is asked with %s', async (_name, body, fields) => {
    const answer = await lookUp(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'request-not-valid']);
    expect(fieldsOf(answer.body)).toEqual(fields);
  });

  test('a form is no JSON', async () => {
    const answer = await request(app).post('/api/v1/lookups').type('form').send({ number: 'x', vinTail: '123456' });
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([415, 'media-type-not-supported']);
  });

  test('inspections say to everyone what any signed PDF is worth', async () => {
    const { pdf } = install.sample('unknown-issuer');
    const answer = await request(app).post('/api/v1/inspections').attach('file', Buffer.from(pdf), 'any.pdf');
    expect(answer.status).toBe(200);
    expect(answer.body.files[0]).toMatchObject({ file: 'any.pdf', outcome: 'clean' });
  });

  test.each(['/api/v1/lookups', '/api/v1/verifications', '/api/v1/inspections'])(
    '%s takes POST alone',
    async (path) => {
      for (const send of [request(app).get(path), request(app).put(path), request(app).delete(path)]) {
        const answer = await send;
        expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
        expect(problemSchema.parse(answer.body).code).toBe('method-not-allowed');
      }
      expect((await request(app).options(path)).headers.allow).toBe('POST, OPTIONS');
    },
  );
});
