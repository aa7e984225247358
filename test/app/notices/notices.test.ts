/** Letters about the steps of requests and batches: to those concerned, in their language, and never to who did it. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TEST_EXPORTERS } from '../../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone, keyActor } from '../../support/actors.ts';
import { CODE, testApprovers } from '../../support/batches.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, type TestOrganisation, type TestPerson } from '../../support/people.ts';
import { addPeoplesOrganisations, EXPORTER, MAKER } from '../../support/request-people.ts';

let days = 0;
const clock = { now: () => new Date(Date.now() + days * 86_400_000).toISOString() };
let install: TestInstall;
let [requester, clerk, proposer, sealer]: Actor[] = [];
let addresses: Readonly<Record<string, string>>;
beforeAll(async () => {
  install = await openTestInstall({ approvers: testApprovers(), clock });
  await addPeoplesOrganisations(install.folder);
  const maker = { kind: 'manufacturer', id: MAKER.id, manufacturer: 'test-maker' } as const;
  const exporter = { kind: 'exporter', id: EXPORTER.id, ...TEST_EXPORTERS[0] } as const;
  const people = [
    await personIn(exporter, 'requester'),
    await personIn(maker, 'clerk'),
    await personIn(maker, 'clerk'),
    await personIn(maker, 'sealer'),
  ];
  [requester, clerk, proposer, sealer] = people.map((person, index) => actorOf(person, index === 0 ? EXPORTER : MAKER));
  const names = ['requester', 'clerk', 'proposer', 'sealer'];
  addresses = Object.fromEntries(people.map(({ email }, index) => [email, names[index] ?? '']));
});
afterAll(() => install.dispose());

const personIn = (organisation: TestOrganisation, role: 'clerk' | 'sealer' | 'requester') =>
  makePerson(install, { organisation, roles: [role] });

function actorOf({ id, name, roles }: TestPerson, organisation: typeof MAKER): Actor {
  return { kind: 'person', id, name, organisation, roles };
}

/** The letters since the last call, about requests and batches. */
let seen = 0;
async function letters(): Promise<readonly string[]> {
  await install.noticesSettled();
  const all = (await install.mail.outbox?.list(1_000)) ?? [];
  const told = all.filter(({ kind }) => /^(?:request|batch|confirmation)-/.test(kind)).toReversed();
  const fresh = told.slice(seen);
  seen = told.length;
  return fresh.map(({ kind, to }) => `${kind} ${addresses[to]}`).toSorted();
}

test('each step is told to the other side, in their language, with a link and no VIN', async () => {
  if (requester === undefined || clerk === undefined || proposer === undefined || sealer === undefined)
    throw new Error();
  expectDone(await install.accounts.own.changeMails({ locale: 'ru', notices: true }, proposer));
  const { vehicles } = install.request(41_000, 2);
  const asked = { form: 'form-of-notices-0001', manufacturer: 'test-maker', vehicles };
  const made = expectDone(await install.requests.make(asked, requester));
  expect(await letters()).toEqual([]);
  const target = (version: number, actor: Actor) => ({ id: made.id, version, actor });
  const submitted = expectDone(await install.requests.submit(target(made.version, requester)));
  expect(await letters()).toEqual(['request-submitted clerk', 'request-submitted proposer']);
  // A double click does it once, and tells it once.
  expectDone(await install.requests.submit(target(made.version, requester)));
  expect(await letters()).toEqual([]);
  const newest = (await install.mail.outbox?.list(2)) ?? [];
  const russian = newest.find(({ to }) => addresses[to] === 'proposer');
  expect(russian?.subject).toBe(`Подана заявка ${made.reference}`);
  expect(russian?.text).toContain(`https://check.example/ru/requests/${made.id}`);
  for (const { text, subject } of newest) for (const { vin } of vehicles) expect(text + subject).not.toContain(vin);

  const decide = (version: number, decision: object) =>
    install.requests.decide(target(version, clerk as Actor), decision);
  const back = expectDone(await decide(submitted.version, { decision: 'ask-back', question: 'Which outlet?' }));
  expect(await letters()).toEqual(['request-asked-back requester']);
  const answered = expectDone(await install.requests.submit(target(back.version, requester), { answer: 'The first.' }));
  expect(await letters()).toEqual(['request-answered clerk', 'request-answered proposer']);
  expectDone(await decide(answered.version, { decision: 'refuse', lines: [2], reason: 'no outlet' }));
  expect(await letters()).toEqual(['request-decided requester']);

  const wish = { request: made.id, lines: [1], documents: 'one-each', form: 'f-1' };
  const { batch } = expectDone(await install.batches.proposeFromRequest(wish, proposer));
  expectDone(await install.batches.proposeFromRequest(wish, proposer));
  expect(await letters()).toEqual(['batch-proposed sealer']);
  expectDone(await install.batches.approve(batch.id, { contents: batch.contents, code: CODE }, sealer));
  for (let looks = 0; looks < 3; looks += 1) {
    await install.batchRunner.look();
    await install.batchRunner.idle();
  }
  expect(await letters()).toEqual(['batch-finished proposer', 'batch-finished sealer', 'request-settled requester']);
  const [line] = expectDone(await install.requests.find(made.id, requester)).lines;
  expectDone(await install.withdraw(line?.number ?? '', { reason: 'other' }, sealer));
  expect(await letters()).toEqual(['confirmation-withdrawn requester']);
});

test('a withdrawal that is asked for is told the sealer, too, whose home page counts it', async () => {
  if (requester === undefined || sealer === undefined || clerk === undefined) throw new Error();
  const { vehicles } = install.request(41_050, 1);
  const issued = await install.issue(
    { manufacturer: 'test-maker', exporter: TEST_EXPORTERS[0], vehicles },
    { by: operatorActor() },
  );
  const { number } = expectDone(issued).confirmation;
  const wish = { form: 'form-of-notices-0009', kind: 'withdrawal', number, reason: 'sold at home' };
  const asked = expectDone(await install.requests.askChange(wish, requester));
  if (asked.state === 'draft')
    expectDone(await install.requests.submit({ id: asked.id, version: asked.version, actor: requester }));
  expect(await letters()).toEqual([
    'request-submitted clerk',
    'request-submitted proposer',
    'request-submitted sealer',
  ]);
  expect((await install.waiting(sealer)).map(({ kind }) => kind)).toEqual(['withdrawals-asked']);
  expect(await install.waiting(clerk)).toEqual([]);

  // Withdrawn by whoever it may be, the request closes by itself, once, and its exporter is told once.
  expectDone(await install.withdraw(number, { reason: 'other' }, operatorActor()));
  expect(await install.requests.settle()).toBe(0);
  expect(await letters()).toEqual(['confirmation-withdrawn requester', 'request-decided requester']);
  const closed = expectDone(await install.requests.find(asked.id, requester));
  expect([closed.state, closed.events.map(({ kind }) => kind)]).toEqual([
    'closed',
    ['made', 'submitted', 'ended', 'closed'],
  ]);
  expect(await install.waiting(sealer)).toEqual([]);
});

test('a draft is for its writers: whoever looks over everything does not see it', async () => {
  if (requester === undefined) throw new Error();
  const { vehicles } = install.request(41_060, 1);
  const made = expectDone(
    await install.requests.make({ form: 'form-of-notices-0010', manufacturer: 'test-maker', vehicles }, requester),
  );
  const by = { ...keyActor('erp'), kind: 'person' } as const;
  expect(await install.requests.find(made.id, by)).toMatchObject({ problem: { code: 'request-unknown' } });
  const listed = expectDone(await install.requests.list({}, by));
  expect(listed.items.map(({ id }) => id)).not.toContain(made.id);
  expect(listed.items.length).toBeGreaterThan(0);
});

test('nobody is written to who wants no such letters, or was ended', async () => {
  if (requester === undefined || clerk === undefined || proposer === undefined) throw new Error();
  expectDone(await install.accounts.own.changeMails({ locale: 'en', notices: false }, clerk));
  expectDone(await install.accounts.people.end(proposer.id, [], operatorActor()));
  const asked = {
    form: 'form-of-notices-0002',
    manufacturer: 'test-maker',
    vehicles: install.request(41_100, 1).vehicles,
  };
  const made = expectDone(await install.requests.make(asked, requester));
  expectDone(await install.requests.submit({ id: made.id, version: made.version, actor: requester }));
  expect(await letters()).toEqual([]);
});

test('what waits for somebody is counted by their part', async () => {
  if (requester === undefined || clerk === undefined || sealer === undefined) throw new Error();
  expect(await install.waiting(clerk)).toEqual([
    { kind: 'requests-submitted', path: 'requests?undecided=1&kind=issue', count: 1 },
  ]);
  expect(await install.waiting(requester)).toEqual([]);
  expect(await install.waiting(sealer)).toEqual([]);
});

test('the writers of an old draft are told once before it is erased', async () => {
  if (requester === undefined) throw new Error();
  const asked = { form: 'form-of-notices-0011', manufacturer: 'test-maker' };
  const made = expectDone(await install.requests.make(asked, requester));
  days = 190;
  for (let rounds = 0; rounds < 2; rounds += 1) await install.requests.eraseOld();
  await install.noticesSettled();
  const mine = ((await install.mail.outbox?.list(100)) ?? []).filter(({ subject }) => subject.includes(made.reference));
  expect(mine.map(({ kind, to }) => `${kind} ${addresses[to]}`)).toEqual(['draft-ending requester']);
  expect(mine[0]?.text).toContain('in 14 days');
});
