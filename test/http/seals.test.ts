import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { problemSchema, sealListSchema, sealSchema } from '../../server/http/response-schemas.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { tokenOf } from '../support/actors.ts';
import { everyListed } from '../support/every-listed.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { readPageText } from '../support/page-text.ts';
import { pngPicture, SEAL_SVG } from '../support/seal-pictures.ts';

/** The steps build on one another, in the order of the file. Version 1 comes with the install. */
const SEALS = '/api/v1/manufacturers/test-maker/seals';
const WANTED = { form: 'joint-stock', recordCode: '0000000000002', from: '2026-01-01' };
let install: TestInstall;
let app: Express;
let tokens: Readonly<Record<'zhang' | 'li' | 'wang', string>>;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  tokens = {
    zhang: await tokenOf(install, 'zhang'),
    li: await tokenOf(install, 'li'),
    wang: await tokenOf(install, 'wang'),
  };
});
afterAll(() => install.dispose());

type Person = keyof typeof tokens;
const get = (path: string, who: Person = 'zhang') =>
  request(app).get(`${SEALS}${path}`).set('Authorization', `Bearer ${tokens[who]}`);
const post = (path: string, body?: object, who: Person = 'zhang') =>
  request(app).post(`${SEALS}${path}`).set('Authorization', `Bearer ${tokens[who]}`).send(body);
const list = async () => sealListSchema.parse((await get('')).body).items;
const propose = async (wanted: object = {}, who: Person = 'zhang') => {
  const answer = await post('', { ...WANTED, ...wanted }, who);
  return { status: answer.status, ...sealSchema.parse(answer.body) };
};
const refusal = (answer: request.Response) => [answer.status, problemSchema.parse(answer.body).code];

test.each([
  ['GET', ''],
  ['POST', ''],
  ['POST', '/1/approval'],
  ['POST', '/1/retirement'],
  ['GET', '/1/preview'],
])('%s …/seals%s needs a token', async (method, path) => {
  const address = `${SEALS}${path}`;
  expect(refusal(await (method === 'GET' ? request(app).get(address) : request(app).post(address)))).toEqual([
    401,
    'not-signed-in',
  ]);
});

test('a fresh install has one version, approved and in force', async () => {
  expect(await list()).toMatchObject([{ version: 1, state: 'approved', inForce: true, picture: null, test: true }]);
});

test('what one person proposes, another approves; it then seals, and the registry says so', async () => {
  expect(await propose()).toMatchObject({
    status: 201,
    version: 2,
    state: 'proposed',
    proposedBy: 'zhang',
    approvedBy: null,
  });
  expect((await list()).map(({ inForce }) => inForce)).toEqual([true, false]);
  expect(refusal(await post('/2/approval'))).toEqual([403, 'seal-approved-by-proposer']);
  expect(sealSchema.parse((await post('/2/approval', undefined, 'li')).body)).toMatchObject({
    state: 'approved',
    approvedBy: 'li',
  });
  expect((await list()).map(({ inForce }) => inForce)).toEqual([false, true]);
  const issued = await install.issue(install.request(901), { by: operatorActor('test') });
  if (!issued.ok) throw new Error(issued.problem.code);
  const { number, sealVersion } = issued.value.confirmation;
  expect(sealVersion).toBe(2);
  const log = await install.auditLog.about({ kind: 'confirmation', id: number }, 1_000);
  expect(log.find(({ phase }) => phase === 'succeeded')?.detail).toMatchObject({ sealVersion: '2' });
});

test('of two approvals at once one counts', async () => {
  const { version } = await propose({ until: '2026-01-02' });
  const answers = await Promise.all(
    (['li', 'wang'] as const).map((who) => post(`/${version}/approval`, undefined, who)),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const winner = answers[0]?.status === 200 ? 'li' : 'wang';
  expect((await list()).find((seal) => seal.version === version)).toMatchObject({ approvedBy: winner });
});

test('a retired version is never approved again, and seals nothing', async () => {
  const { version } = await propose();
  expect((await post(`/${version}/retirement`)).status).toBe(200);
  for (const who of ['li', 'zhang'] as const)
    expect(refusal(await post(`/${version}/approval`, undefined, who))).toEqual([409, 'seal-state-wrong']);
  expect(refusal(await post(`/${version}/retirement`))).toEqual([409, 'seal-state-wrong']);
});

test.each(['0', '99', '-1', '1.5', 'first', '9999999999'])('there is no version %s', async (version) => {
  for (const step of ['approval', 'retirement'])
    expect(refusal(await post(`/${version}/${step}`))).toEqual([404, 'seal-version-unknown']);
  expect(refusal(await get(`/${version}/preview`))).toEqual([404, 'seal-version-unknown']);
});

test('there is no such manufacturer', async () => {
  const address = '/api/v1/manufacturers/nobody/seals';
  const header = ['Authorization', `Bearer ${tokens.li}`] as const;
  expect(
    refusal(
      await request(app)
        .get(address)
        .set(...header),
    ),
  ).toEqual([404, 'manufacturer-unknown']);
  expect(
    refusal(
      await request(app)
        .post(address)
        .set(...header)
        .send(WANTED),
    ),
  ).toEqual([404, 'manufacturer-unknown']);
  expect(
    refusal(
      await request(app)
        .post(`${address}/1/approval`)
        .set(...header),
    ),
  ).toEqual([404, 'manufacturer-unknown']);
});

describe('a proposal that is refused', () => {
  test.each<[string, object, string, string]>([
    ['a day that is none', { from: '2026-02-30' }, '/from', 'date-not-valid'],
    ['an end before its beginning', { until: '2025-12-31' }, '/until', 'until-before-from'],
    ['a record code of letters', { recordCode: 'ABCDEFGHIJKLM' }, '/recordCode', 'not-valid'],
    ['a form that is none', { form: 'partnership' }, '/form', 'not-valid'],
    ['another name than the manufacturer’s', { nameZh: '另一公司' }, '/nameZh', 'unknown-field'],
    ['an approval in one go', { state: 'approved' }, '/state', 'unknown-field'],
    [
      'a script',
      { picture: { kind: 'svg', content: SEAL_SVG.replace('<g', '<script>1</script><g') } },
      '/picture/content',
      'picture-forbidden',
    ],
    ['a PNG that is none', { picture: { kind: 'png', content: 'AAAA' } }, '/picture/content', 'picture-not-readable'],
  ])('%s', async (_what, wanted, pointer, code) => {
    const answer = await post('', { ...WANTED, ...wanted });
    expect(refusal(answer)).toEqual([422, 'request-not-valid']);
    expect(problemSchema.parse(answer.body).errors.map((field) => [field.pointer, field.code])).toEqual([
      [pointer, code],
    ]);
  });

  test('a picture beyond every bound is not even read', async () => {
    const answer = await post('', { ...WANTED, picture: { kind: 'svg', content: 'x'.repeat(2_000_000) } });
    expect(answer.status).toBe(413);
  });
});

test.each([
  ['svg', { kind: 'svg', content: SEAL_SVG }],
  ['png', pngPicture({ width: 400, height: 400 })],
] as const)('a %s is previewed, approved, sealed with, and the document is valid', async (kind, picture) => {
  const { version, picture: drawnFrom } = await propose({ form: 'limited-liability', picture });
  expect(drawnFrom).toBe(kind);
  const preview = await get(`/${version}/preview`, 'li');
  expect([preview.status, preview.type]).toEqual([200, 'application/pdf']);
  const pages = await readPageText(new Uint8Array(preview.body));
  expect(pages).toEqual([expect.stringContaining('PREVIEW')]);
  await post(`/${version}/approval`, undefined, 'li');
  const issued = await install.issue(install.request(910 + version), { by: operatorActor('test') });
  const pdf = issued.ok ? await install.pdf(issued.value.confirmation.number, operatorActor()) : issued;
  if (!pdf.ok) throw new Error(pdf.problem.code);
  const verdict = await install.verify({ pdf: pdf.value.pdf, vin: null, destination: null, applicationDate: null });
  expect(verdict).toMatchObject({ ok: true, value: { verdict: 'valid' } });
  expect(pdf.value.confirmation.sealVersion).toBe(version);
});

test('without an approved version in force nothing is issued, and a number is not spent', async () => {
  for (const { version, state } of await list()) if (state === 'approved') await post(`/${version}/retirement`);
  const before = (await everyListed(install))[0]?.number;
  const refused = await install.issue(install.request(990), { by: operatorActor('test') });
  expect(refused).toMatchObject({ ok: false, problem: { code: 'no-seal-in-force' } });
  const { version } = await propose();
  await post(`/${version}/approval`, undefined, 'wang');
  const issued = await install.issue(install.request(990), { by: operatorActor('test') });
  const number = issued.ok ? issued.value.confirmation.number : '';
  const sequence = (of = '') => Number(/(\d+).$/.exec(of)?.[1]);
  expect(sequence(number)).toBe(sequence(before) + 1);
});

test('so many proposals wait, and no more', async () => {
  const waiting = (await list()).filter(({ state }) => state === 'proposed').length;
  for (let count = waiting; count < 20; count++) await propose();
  expect(refusal(await post('', WANTED))).toEqual([409, 'too-many-seal-proposals']);
});
