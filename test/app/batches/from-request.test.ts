/** Lines of an exporter's request that are proposed, and what it is told of them. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import type { VehicleRequest } from '../../../server/model/requests/vehicle-request.ts';
import { expectDone } from '../../support/actors.ts';
import { CODE, testApprovers } from '../../support/batches.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { addPeoplesOrganisations, CLERK, MAKER, member, OTHER_MAKER, REQUESTER } from '../../support/request-people.ts';

const SEALER = member(MAKER, 'sealer');
let install: TestInstall;
/** What happens after a row was found to be sealed, before it is. */
let beforeSealing: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  const approvers = { ...testApprovers(), isStillSealer: () => beforeSealing().then(() => true) };
  install = await openTestInstall({ approvers });
  await addPeoplesOrganisations(install.folder);
});
afterAll(() => install.dispose());

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
let count = 0;
async function submitted(seed: number, vehicles: number, more: object = {}): Promise<VehicleRequest> {
  count += 1;
  const asked = {
    form: `form-of-batches-${String(count).padStart(6, '0')}`,
    manufacturer: 'test-maker',
    vehicles: install.request(seed, vehicles).vehicles,
    ...more,
  };
  const request = expectDone(await install.requests.make(asked, REQUESTER));
  return expectDone(await install.requests.submit({ id: request.id, version: request.version, actor: REQUESTER }));
}
const propose = (request: VehicleRequest, lines: readonly number[], more: object = {}, by = CLERK) =>
  install.batches.proposeFromRequest({ request: request.id, lines, documents: 'one-each', form: 'f-1', ...more }, by);
const linesOf = async ({ id }: VehicleRequest) => {
  const found = expectDone(await install.requests.find(id, REQUESTER));
  return found.lines.map(({ state, number, reason }) => [state, number ?? reason]);
};
const approve = (batch: { readonly id: string; readonly contents: string }, more: object = {}) =>
  install.batches.approve(batch.id, { contents: batch.contents, code: CODE, ...more }, SEALER);
async function run(): Promise<void> {
  for (let looks = 0; looks < 3; looks += 1) {
    await install.batchRunner.look();
    await install.batchRunner.idle();
  }
}

test('are proposed once, sealed each, and told issued; excluded ones are open again', async () => {
  const request = await submitted(30_000, 3, { languages: ['zh-CN', 'ru'] });
  expect(codeOf(await propose(request, [1, 2, 9]))).toBe('request-changed');
  const { batch, repeated } = expectDone(await propose(request, [1, 2, 3]));
  expect([batch.rows, batch.vehicles, repeated]).toEqual([3, 3, false]);
  expect((await linesOf(request)).map(([state]) => state)).toEqual(['proposed', 'proposed', 'proposed']);
  expect(expectDone(await propose(request, [1, 2, 3]))).toMatchObject({ batch: { id: batch.id }, repeated: true });
  expect(codeOf(await propose(request, [1], { form: 'f-2' }))).toBe('request-changed');
  expectDone(await approve(batch, { exclude: [1] }));
  await run();
  const lines = await linesOf(request);
  expect(lines).toEqual([
    ['issued', expect.stringMatching(/^ASC-TEST-/)],
    ['open', null],
    ['issued', expect.stringMatching(/^ASC-TEST-/)],
  ]);
  // Asked for in the request, proposed, and printed.
  const issued = expectDone(await install.find(String(lines[0]?.[1]), operatorActor()));
  expect(issued.content.languages).toEqual(['zh', 'ru']);
  const { events } = expectDone(await install.requests.find(request.id, REQUESTER));
  expect(events.find(({ kind }) => kind === 'issued')).toMatchObject({ by: { id: SEALER.id }, lines: [1, 3] });
  const again = expectDone(await propose(request, [2], { form: 'f-3', documents: 'one' })).batch;
  expectDone(await approve(again));
  await run();
  const done = expectDone(await install.requests.find(request.id, REQUESTER));
  expect([done.state, done.lines[1]?.state]).toEqual(['closed', 'issued']);
});

test('one document for all of them', async () => {
  const request = await submitted(30_100, 2);
  const { batch } = expectDone(await propose(request, [1, 2], { documents: 'one', form: 'f-4' }));
  expect([batch.rows, batch.vehicles]).toEqual([1, 2]);
  expectDone(await approve(batch));
  await run();
  const [first, second] = await linesOf(request);
  expect(first?.[0]).toBe('issued');
  expect(second).toEqual(first);
});

test('are open again when the batch is rejected or cancelled, and say why they failed', async () => {
  const request = await submitted(30_200, 1);
  const { batch } = expectDone(await propose(request, [1], { form: 'f-5' }));
  expectDone(await install.batches.reject(batch.id, { reason: 'country' }, SEALER));
  await run();
  expect(await linesOf(request)).toEqual([['open', null]]);
  const cancelled = expectDone(await propose(request, [1], { form: 'f-6' })).batch;
  expectDone(await install.batches.control(cancelled.id, 'cancel', CLERK));
  await run();
  expect(await linesOf(request)).toEqual([['open', null]]);
  const failing = expectDone(await propose(request, [1], { form: 'f-7' })).batch;
  expectDone(await approve(failing));
  const other = { name: 'TEST 出口公司', uscc: '91350200M0000TEX1H' };
  expectDone(await install.issue({ ...install.request(30_200, 1), exporter: other }, { by: operatorActor() }));
  await run();
  expect(await linesOf(request)).toEqual([['failed', 'vin-already-confirmed']]);
});

const asked = async (request: VehicleRequest) => {
  const { id, version } = expectDone(await install.requests.find(request.id, REQUESTER));
  return { id, version };
};
test.each<readonly [string, (request: VehicleRequest) => Promise<unknown>]>([
  [
    'refused',
    async (request) => {
      const wish = { decision: 'refuse', lines: [1], reason: 'no' };
      return expectDone(await install.requests.decide({ ...(await asked(request)), actor: CLERK }, wish));
    },
  ],
  [
    'cancelled',
    async (request) => expectDone(await install.requests.cancel({ ...(await asked(request)), actor: REQUESTER }, {})),
  ],
  [
    'changed while asked back',
    async (request) => {
      const question = { decision: 'ask-back', question: 'Which?' };
      expectDone(await install.requests.decide({ ...(await asked(request)), actor: CLERK }, question));
      const vehicles = install.request(30_790, 1).vehicles.map((vehicle) => ({ ...vehicle, line: 1 }));
      const writer = async () => ({ ...(await asked(request)), actor: REQUESTER });
      expectDone(await install.requests.setContent(await writer(), { vehicles }));
      return expectDone(await install.requests.submit(await writer(), { answer: 'This one' }));
    },
  ],
])('that failed and were %s since are not sealed where failed rows are tried again', async (_what, takeBack) => {
  const seed = 30_700 + 10 * count;
  const request = await submitted(seed, 1);
  const { batch } = expectDone(await propose(request, [1], { form: `f-retry-${count}` }));
  expectDone(await approve(batch));
  const other = { name: 'TEST 出口公司', uscc: '91350200M0000TEX1H' };
  const rival = expectDone(
    await install.issue({ ...install.request(seed, 1), exporter: other }, { by: operatorActor() }),
  );
  await run();
  expect(await linesOf(request)).toEqual([['failed', 'vin-already-confirmed']]);
  expectDone(await install.withdraw(rival.confirmation.number, { reason: 'issued-in-error' }, operatorActor()));
  await takeBack(request);
  const before = await linesOf(request);
  expectDone(await install.batches.control(batch.id, 'retry', CLERK));
  await run();
  expect(await linesOf(request)).toEqual(before);
  const [row] = expectDone(await install.batches.rows(batch.id, {}, CLERK)).items;
  expect([row?.state, row?.number]).toEqual(['failed', null]);
});

test('are told issued also where the batch is cancelled while they are sealed', async () => {
  const request = await submitted(30_500, 1);
  const { batch } = expectDone(await propose(request, [1], { form: 'f-12' }));
  expectDone(await approve(batch));
  beforeSealing = async () => {
    beforeSealing = async () => undefined;
    expectDone(await install.batches.control(batch.id, 'cancel', SEALER));
    await install.batchRunner.look();
    expect(await linesOf(request)).toEqual([['open', null]]);
  };
  await run();
  expect(await linesOf(request)).toEqual([['issued', expect.stringMatching(/^ASC-TEST-/)]]);
});

test('are told issued also where the batch is cancelled after who sealed them died', async () => {
  const request = await submitted(30_600, 2);
  const { batch } = expectDone(await propose(request, [1, 2], { form: 'f-13' }));
  expectDone(await approve(batch));
  expectDone(await install.batches.control(batch.id, 'pause', SEALER));
  const [row] = expectDone(await install.batches.rows(batch.id, {}, CLERK)).items;
  const wish = { ...row?.wish, manufacturer: 'test-maker', idempotencyKey: `batch:${batch.id}:0` };
  expectDone(await install.issue(wish, { by: SEALER, approvedContent: row?.contentHash ?? '' }));
  expectDone(await install.batches.control(batch.id, 'cancel', SEALER));
  await run();
  expect(await linesOf(request)).toEqual([
    ['issued', expect.stringMatching(/^ASC-TEST-/)],
    ['open', null],
  ]);
});

test('that replace a confirmation make one document of all of them: a part would end the rest', async () => {
  const issued = expectDone(await install.issue(install.request(30_400, 3), { by: operatorActor() }));
  const { number } = issued.confirmation;
  const asked = { form: 'form-of-batches-replace', kind: 'replacement', number, reason: 'country' };
  const made = expectDone(await install.requests.askChange(asked, REQUESTER));
  const request = expectDone(await install.requests.submit({ id: made.id, version: made.version, actor: REQUESTER }));
  const fieldsOf = (answer: Result<unknown>) => (answer.ok ? [] : answer.problem.fields.map(({ code }) => code));
  const each = await propose(request, [1, 2, 3], { form: 'f-9' });
  expect(fieldsOf(each)).toEqual(['replacement-not-whole', 'replacement-not-whole']);
  const part = await propose(request, [1], { form: 'f-10', documents: 'one' });
  expect(fieldsOf(part)).toEqual(['replacement-not-whole']);
  const whole = expectDone(await propose(request, [1, 2, 3], { form: 'f-11', documents: 'one' })).batch;
  expectDone(await approve(whole));
  await run();
  expect((await linesOf(request)).map(([state]) => state)).toEqual(['issued', 'issued', 'issued']);
});

describe('that replace a confirmation bring nothing back that was withdrawn from it', () => {
  const replacement = async (seed: number) => {
    const { number } = expectDone(await install.issue(install.request(seed, 2), { by: operatorActor() })).confirmation;
    const asked = { form: `form-of-batches-withdrawn-${seed}`, kind: 'replacement', number, reason: 'country' };
    const made = expectDone(await install.requests.askChange(asked, REQUESTER));
    const request = expectDone(await install.requests.submit({ id: made.id, version: made.version, actor: REQUESTER }));
    const [first] = request.lines;
    const withdraw = async () =>
      expectDone(
        await install.withdraw(number, { reason: 'issued-in-error', vins: [first?.vehicle.vin] }, operatorActor()),
      );
    return { number, request, withdraw, form: `f-withdrawn-${seed}` };
  };
  const NAMED = 'vin-withdrawn-from-replaced';

  test('while they wait to be sealed', async () => {
    const { number, request, withdraw, form } = await replacement(30_410);
    const { batch } = expectDone(await propose(request, [1, 2], { documents: 'one', form }));
    expectDone(await approve(batch));
    await withdraw();
    await run();
    expect(await linesOf(request)).toEqual([
      ['failed', NAMED],
      ['failed', NAMED],
    ]);
    const { lines } = expectDone(await install.find(number, operatorActor()));
    expect(lines.map(({ standing }) => standing.status)).toEqual(['withdrawn', 'live']);
  });

  test('before they are proposed: it is refused first, or left out', async () => {
    const { request, withdraw, form } = await replacement(30_420);
    await withdraw();
    const refused = await propose(request, [1, 2], { documents: 'one', form });
    expect(refused.ok ? [] : refused.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      `/rows/0/vehicles/0/vin ${NAMED}`,
    ]);
    const wish = { decision: 'refuse', lines: [1], reason: 'withdrawn' };
    expectDone(await install.requests.decide({ id: request.id, version: null, actor: CLERK }, wish));
    const { batch } = expectDone(await propose(request, [2], { documents: 'one', form: `${form}-2` }));
    expectDone(await approve(batch));
    await run();
    expect((await linesOf(request)).map(([state]) => state)).toEqual(['refused', 'issued']);
  });
});

test('of others are unknown', async () => {
  const request = await submitted(30_300, 1);
  expect(codeOf(await propose(request, [1], { form: 'f-8' }, member(OTHER_MAKER, 'clerk')))).toBe('request-unknown');
  expect(codeOf(await propose(request, [1], { form: 'f-8' }, REQUESTER))).toBe('not-permitted');
});
