import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { addDays, shanghaiDate } from '#core/confirmation/calendar.ts';
import {
  confirmationListSchema,
  confirmationSchema,
  issuedSchema,
  problemSchema,
} from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { tokenOf } from '../support/actors.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

let install: TestInstall;
let app: Express;
let token: string;

beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  token = await tokenOf(install);
});
afterAll(() => install.dispose());

const confirmations = '/api/v1/confirmations';
const issue = (body: object) => request(app).post(confirmations).set('Authorization', `Bearer ${token}`).send(body);
const get = (path: string) => request(app).get(`${confirmations}${path}`).set('Authorization', `Bearer ${token}`);

describe('who may use the registry', () => {
  const closed = [
    ['POST', ''],
    ['GET', ''],
    ['GET', '/ASC-TEST-2026-0000001X'],
    ['GET', '/ASC-TEST-2026-0000001X/pdf'],
    ['POST', '/ASC-TEST-2026-0000001X/withdrawal'],
  ] as const;

  test.each(closed)('%s %s needs a token', async (method, path) => {
    const send = method === 'GET' ? request(app).get(confirmations + path) : request(app).post(confirmations + path);
    const answer = await send;
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(problemSchema.parse(answer.body).code).toBe('not-signed-in');
  });

  test.each(closed)('%s %s refuses a wrong token', async (method, path) => {
    const send = method === 'GET' ? request(app).get(confirmations + path) : request(app).post(confirmations + path);
    const answer = await send.set('Authorization', 'Bearer vs_wrong');
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('token-not-valid');
  });

  test('an access key that was ended is worth nothing', async () => {
    const old = await tokenOf(install, 'ended');
    await install.accessKeys.end((await install.actorOfToken(old))?.id ?? '', operatorActor());
    const answer = await request(app).get(confirmations).set('Authorization', `Bearer ${old}`);
    expect(answer.body.code).toBe('token-not-valid');
    expect((await get('')).status).toBe(200);
  });
});

describe('issue, read, download, withdraw', () => {
  test('the whole life of a confirmation', async () => {
    const wanted = install.request(101, 3);
    const issued = await issue(wanted);
    expect(issued.status).toBe(201);
    const body = issuedSchema.parse(issued.body);
    expect(body.status).toBe('live');
    expect(body.vehicles.map((vehicle) => vehicle.vin)).toEqual(wanted.vehicles.map((vehicle) => vehicle.vin));
    expect(issued.headers.location).toBe(`${confirmations}/${body.number}`);

    const read = await get(`/${body.number}`);
    expect(confirmationSchema.parse(read.body).number).toBe(body.number);

    const pdf = await get(`/${body.number}/pdf`).buffer(true).parse(binary);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(createHash('sha256').update(pdf.body).digest('hex')).toBe(body.sha256);

    const [first] = body.vehicles;
    const partly = await withdraw(body.number, { reason: 'vehicle-changed', vins: [first?.vin] });
    expect(confirmationSchema.parse(partly.body).status).toBe('partly-withdrawn');
    const whole = await withdraw(body.number, { reason: 'other' });
    expect(confirmationSchema.parse(whole.body).status).toBe('withdrawn');
    const again = await withdraw(body.number, { reason: 'other' });
    expect([again.status, again.body.code]).toEqual([409, 'already-withdrawn']);
  });

  test('a superseding confirmation takes the vehicles over', async () => {
    const wanted = install.request(102, 2);
    const old = await issue(wanted);
    const taken = await issue(wanted);
    expect(taken.status).toBe(422);
    expect(taken.body.errors.map((field: { code: string }) => field.code)).toEqual([
      'vin-already-confirmed',
      'vin-already-confirmed',
    ]);
    const vehicles = wanted.vehicles.map((vehicle) => ({ ...vehicle, destination: 'RU' }));
    const fresh = await issue({ ...wanted, vehicles, supersedes: old.body.number });
    expect(fresh.status).toBe(201);
    const before = await get(`/${old.body.number}`);
    expect(before.body.status).toBe('superseded');
    expect(before.body.vehicles[0].change.supersededBy).toBe(fresh.body.number);
  });

  test('the same idempotency key issues once, by field and by header', async () => {
    const wanted = install.request(103);
    const first = await issue({ ...wanted, idempotencyKey: 'order-103' });
    const second = await issue(wanted).set('Idempotency-Key', 'order-103');
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.number).toBe(first.body.number);
    const other = await issue({ ...install.request(104), idempotencyKey: 'order-103' });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency-key-reused']);
  });

  test('the list is newest first and goes on where it stopped', async () => {
    const first = confirmationListSchema.parse((await get('?limit=2')).body);
    expect(first.items).toHaveLength(2);
    const second = confirmationListSchema.parse((await get(`?limit=2&cursor=${first.nextCursor}`)).body);
    const numbers = [...first.items, ...second.items].map((item) => item.number);
    expect(new Set(numbers).size).toBe(4);
    expect(numbers).toEqual(numbers.toSorted().toReversed());
  });

  test('the list is filtered by what a confirmation says, however it is typed', async () => {
    const wanted = install.request(130);
    const { body } = await issue(wanted);
    const [vehicle] = body.vehicles;
    const query = new URLSearchParams({
      manufacturer: body.manufacturer.id,
      status: 'live',
      destination: vehicle.destination.toLowerCase(),
      vin: ` ${vehicle.vin.toLowerCase()}`,
      exporter: body.exporter.uscc.toLowerCase(),
      issuedFrom: shanghaiDate(body.issuedAt),
      issuedTo: shanghaiDate(body.issuedAt),
      number: body.number.slice(0, 10).toLowerCase(),
    });
    const numbers = async () =>
      confirmationListSchema.parse((await get(`?${query}`)).body).items.map((item) => item.number);
    expect(await numbers()).toEqual([body.number]);
    query.set('issuedTo', addDays(shanghaiDate(body.issuedAt), -1));
    expect(await numbers()).toEqual([]);
  });
});

describe('wrong input', () => {
  test('every fault comes at once, each with its pointer and a suggestion where there is one', async () => {
    const wanted = install.request(105, 3);
    const [first, second, third] = wanted.vehicles;
    const answer = await issue({
      ...wanted,
      exporter: { name: 'Exporter \u{F0000}', uscc: '91000000MATETT1010' },
      vehicles: [
        { ...first, vin: first?.vin.replace('0', 'O') },
        { ...second, destination: 'FR', firstRegistration: '2026-02-30' },
        { ...third, vin: second?.vin, transferForExport: '2026-01-01' },
      ],
    });
    expect(answer.status).toBe(422);
    const problem = problemSchema.parse(answer.body);
    const found = problem.errors.map((field) => `${field.pointer} ${field.code}`);
    expect(found).toEqual(
      expect.arrayContaining([
        '/exporter/name text-not-printable',
        '/exporter/uscc uscc-check-character',
        '/vehicles/0/vin vin-characters',
        '/vehicles/1/firstRegistration date-not-valid',
        '/vehicles/1/destination destination-not-served',
        '/vehicles/2/vin vin-repeated',
        '/vehicles/2/transferForExport transfer-before-registration',
      ]),
    );
    const vin = problem.errors.find((field) => field.code === 'vin-characters');
    expect(vin?.suggestions).toContain(first?.vin);
    expect(problem.errors.every((field) => field.detail !== '' && field.remedy !== '')).toBe(true);
  });

  test.each([
    ['no vehicles', { vehicles: [] }, '/vehicles', 'too-short'],
    ['an unknown field', { colour: 'red' }, '/colour', 'unknown-field'],
    ['an unknown manufacturer', { manufacturer: 'nobody' }, '/manufacturer', 'manufacturer-unknown'],
    ['a superseded number that is none', { supersedes: 'ASC-TEST-2026-9999999X' }, '/supersedes', 'supersedes-unknown'],
  ])('%s', async (_name, change, pointer, code) => {
    const answer = await issue({ ...install.request(106), ...change });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer, code })]));
  });

  test('more than 1,000 vehicles', async () => {
    const [vehicle] = install.request(107).vehicles;
    const answer = await issue({ ...install.request(107), vehicles: Array.from({ length: 1001 }, () => vehicle) });
    expect(answer.body.errors[0]).toMatchObject({ pointer: '/vehicles', code: 'too-many-vehicles' });
  });

  test('faults of form hide none of content, on the same line or elsewhere', async () => {
    const wanted = install.request(113, 3);
    const [first, second, third] = wanted.vehicles;
    const { brand: _brand, ...bare } = second ?? {};
    const answer = await issue({
      ...wanted,
      manufacturer: 'nobody',
      exporter: { name: '', uscc: '91000000MATETT1010' },
      supersedes: 'ASC-TEST-2026-9999999X',
      vehicles: [
        { ...first, destination: 'DE', colour: 'red' },
        { ...bare, vin: '1M8GDM9AXKP042789', destination: 'Kazakhstan' },
        { ...third, firstRegistration: 20260101, outlets: ['nowhere'] },
        'no vehicle',
      ],
    });
    const found = problemSchema.parse(answer.body).errors.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(found).toEqual([
      '/exporter/name required',
      '/manufacturer manufacturer-unknown',
      '/exporter/uscc uscc-check-character',
      '/supersedes supersedes-unknown',
      '/vehicles/0/colour unknown-field',
      '/vehicles/0/destination destination-not-served',
      '/vehicles/1/brand required',
      '/vehicles/1/vin vin-check-digit',
      '/vehicles/1/destination country-unknown',
      '/vehicles/2/firstRegistration not-valid',
      '/vehicles/2/outlets/0 outlet-unknown',
      '/vehicles/3 not-valid',
    ]);
    expect(answer.body.errors.find((field: { code: string }) => field.code === 'country-unknown').suggestions).toEqual([
      'KZ',
    ]);
  });

  test.each(['TEST', 'Test-Maker', '核印测试汽车制造有限公司', '91000000MATETT0014'])(
    'a manufacturer that is named by something else than its id: %s',
    async (manufacturer) => {
      const answer = await issue({ ...install.request(115), manufacturer });
      expect(answer.body.errors).toMatchObject([
        { pointer: '/manufacturer', code: 'manufacturer-unknown', suggestions: ['test-maker'] },
      ]);
    },
  );

  test("another maker's vehicle with a wrong check digit is both", async () => {
    const [vehicle] = install.request(114).vehicles;
    const answer = await issue({
      ...install.request(114),
      vehicles: [{ ...vehicle, vin: '1M8GDM9A0KP042788', firstRegistration: '1990-01-01' }],
    });
    expect(answer.body.errors.map((field: { code: string }) => field.code)).toEqual([
      'vin-check-digit',
      'vin-not-yours',
    ]);
  });

  test.each([null, 'text', 7, []])('what is no request at all: %j', async (input) => {
    const refused = await install.issue(input, { by: operatorActor('test') });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'request-not-valid', fields: [{ pointer: '' }] } });
  });

  test("another maker's vehicle", async () => {
    const answer = await issue({
      ...install.request(108),
      vehicles: [{ ...install.request(108).vehicles[0], vin: '1M8GDM9AXKP042788' }],
    });
    expect(answer.body.errors.map((field: { code: string }) => field.code)).toContain('vin-not-yours');
  });

  test('a body that is no JSON', async () => {
    const answer = await request(app)
      .post(confirmations)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', 'application/json')
      .send('{"manufacturer":');
    expect([answer.status, answer.body.code]).toEqual([400, 'body-not-json']);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain'])('a body of %s', async (type) => {
    const send = request(app).post(confirmations).set('Authorization', `Bearer ${token}`);
    const answer = await send.set('Content-Type', type).send('manufacturer=x');
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([415, 'media-type-not-supported']);
  });

  test.each([
    ['?limit=0', '/limit not-valid'],
    ['?limit=101', '/limit not-valid'],
    ['?limit=many', '/limit not-valid'],
    ['?limit=1&limit=2', '/limit not-valid'],
    [`?cursor=${'a'.repeat(401)}`, '/cursor too-long'],
    ['?limits=5', '/limits unknown-field'],
    ['?status=gone', '/status not-valid'],
    ['?status=live&status=withdrawn', '/status not-valid'],
    ['?destination=Kazakstan', '/destination country-unknown'],
    ['?vin=12345', '/vin vin-length'],
    ['?exporter=91', '/exporter uscc-length'],
    ['?issuedFrom=2026-02-30', '/issuedFrom date-not-valid'],
    ['?issuedTo=yesterday', '/issuedTo date-not-valid'],
    ['?number=', '/number required'],
  ])('a list asked for with %s', async (query, field) => {
    const answer = await get(query);
    expect([answer.status, answer.body.code]).toEqual([422, 'request-not-valid']);
    expect(problemSchema.parse(answer.body).errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([field]);
  });

  test('a list that goes on where none stopped', async () => {
    const answer = await get('?cursor=nonsense');
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'cursor-not-valid']);
  });

  test.each([
    ['', 'GET, HEAD, POST'],
    ['/ASC-TEST-2026-0000001X', 'GET, HEAD'],
    ['/ASC-TEST-2026-0000001X/pdf', 'GET, HEAD'],
    ['/ASC-TEST-2026-0000001X/withdrawal', 'POST'],
  ])('PUT and DELETE of "%s" are told what is allowed, with a token', async (path, allowed) => {
    for (const method of ['put', 'delete'] as const) {
      expect((await request(app)[method](confirmations + path)).status).toBe(401);
      const answer = await request(app)
        [method](confirmations + path)
        .set('Authorization', `Bearer ${token}`);
      expect([answer.status, answer.headers.allow]).toEqual([405, allowed]);
      expect(problemSchema.parse(answer.body).code).toBe('method-not-allowed');
    }
  });

  test('a VIN that is taken is named at every line that holds it, each once', async () => {
    const wanted = install.request(111);
    expect((await issue(wanted)).status).toBe(201);
    const [vehicle] = wanted.vehicles;
    const [free] = install.request(112).vehicles;
    const answer = await issue({ ...wanted, vehicles: [vehicle, free, vehicle] });
    const taken = problemSchema.parse(answer.body).errors.filter(({ code }) => code === 'vin-already-confirmed');
    expect(taken.map(({ pointer }) => pointer)).toEqual(['/vehicles/0/vin', '/vehicles/2/vin']);
  });

  test('a number that is none, and one that was never issued', async () => {
    for (const number of ['nonsense', 'ASC-TEST-2026-9999999X', '..%2f..%2fetc'])
      expect((await get(`/${number}`)).body.code).toBe('confirmation-not-found');
  });

  test('an address that is not percent-encoded UTF-8', async () => {
    for (const address of ['/%E0%A4%A', '?limit=%', '/a/b/%FF']) {
      const answer = await get(address);
      expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'address-not-valid']);
    }
  });

  test('a withdrawal with an unknown reason, and of a vehicle that is not there', async () => {
    const { body } = await issue(install.request(109));
    const reason = await withdraw(body.number, { reason: 'because' });
    expect(reason.body.errors).toEqual([expect.objectContaining({ pointer: '/reason', code: 'reason-unknown' })]);
    const vin = await withdraw(body.number, { reason: 'lost', vins: ['11111111111111111'] });
    expect(vin.body.errors).toEqual([expect.objectContaining({ pointer: '/vins/0', code: 'vin-not-in-confirmation' })]);
    expect((await get(`/${body.number}`)).body.status).toBe('live');
  });

  test('an address that is none', async () => {
    const answer = await request(app).get('/api/v1/nothing');
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([404, 'not-found']);
  });
});

function withdraw(number: string, body: object) {
  return request(app).post(`${confirmations}/${number}/withdrawal`).set('Authorization', `Bearer ${token}`).send(body);
}

function binary(response: request.Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}
