/** Letters of invitation: bounded, printing no links but ours, and telling whoever invites nothing about an address. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Result, succeed } from '#core/confirmation/errors.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import {
  INVITATIONS_OF_ONE,
  INVITATIONS_OF_ORGANISATION,
  INVITATIONS_TO_ADDRESS,
  withinInvitations,
} from '../../../server/app/accounts/within-invitations.ts';
import { TEST_EXPORTERS } from '../../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import { createMemoryLimits } from '../../../server/stores/limits/memory-limits.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, TEST_PASSWORD, type TestPerson } from '../../support/people.ts';
import { EXPORTER, MAKER } from '../../support/request-people.ts';

let install: TestInstall;
let wang: Actor;
let li: Actor;
let requester: TestPerson;
const MAKER_ORGANISATION = { kind: 'manufacturer', id: MAKER.id, manufacturer: 'test-maker' } as const;
const EXPORTER_ORGANISATION = { kind: 'exporter', id: EXPORTER.id, ...TEST_EXPORTERS[0] } as const;
beforeAll(async () => {
  install = await openTestInstall();
  const administrator = async (): Promise<Actor> => {
    const { id, name, roles } = await makePerson(install, {
      organisation: MAKER_ORGANISATION,
      roles: ['administrator'],
    });
    return { kind: 'person', id, name, organisation: MAKER, roles };
  };
  [wang, li] = [await administrator(), await administrator()];
  requester = await makePerson(install, { organisation: EXPORTER_ORGANISATION, roles: ['requester'] });
});
afterAll(() => install.dispose());

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
const fieldsOf = (answer: Result<unknown>) =>
  answer.ok ? [] : answer.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`);
let count = 0;
const newAddress = () => {
  count += 1;
  return `invited-${count}@people.example`;
};
const invite = (email: string, by: Actor, more: object = {}) =>
  install.accounts.people.invite({ organisation: MAKER.id, email, roles: ['clerk'], locale: 'en', ...more }, by);
async function lettersTo(email: string) {
  await install.noticesSettled();
  return ((await install.mail.outbox?.list(10_000)) ?? []).filter(({ to }) => to === email);
}

test('whoever invites learns nothing of an account elsewhere: its owner alone is told', async () => {
  const [known, unknown] = [await invite(requester.email, wang), await invite(newAddress(), wang)];
  const plain = (answer: typeof known) => {
    const { id: _id, email: _email, createdAt: _at, expiresAt: _until, ...rest } = expectDone(answer);
    return rest;
  };
  expect(plain(known)).toEqual(plain(unknown));
  expect(expectDone(await install.accounts.people.invitations(MAKER.id, wang)).map(({ email }) => email)).toEqual(
    expect.arrayContaining([requester.email, expectDone(unknown).email]),
  );
  const [letter] = await lettersTo(requester.email);
  expect(letter?.kind).toBe('invitation');
  expect(letter?.text).toContain('signs in there already');
  const token = /invitation\/([\w-]{43})/.exec(letter?.text ?? '')?.[1] ?? '';
  expect(codeOf(await install.accounts.openInvitation(token))).toBe('invited-has-account');
  const { id, expiresAt: until } = expectDone(known);
  expect(codeOf(await install.accounts.people.resendInvitation({ id, until }, wang))).toBe('ok');
  expect(await lettersTo(requester.email)).toHaveLength(2);
  // Who sees the account anyway is told at once.
  const own = await makePerson(install, { organisation: MAKER_ORGANISATION, roles: ['clerk'] });
  expect(codeOf(await invite(own.email, wang))).toBe('person-known');
  expect(
    codeOf(
      await install.accounts.invite(
        { organisation: MAKER.id, email: requester.email, roles: ['clerk'], locale: 'en' },
        operatorActor(),
      ),
    ),
  ).toBe('person-known');
});

test('what a key or somebody at the terminal is called does not read as a person, nor as a link', async () => {
  const key: Actor = { kind: 'key', id: 'k', name: 'pay.example.com', organisation: MAKER, roles: ['administrator'] };
  const email = newAddress();
  expectDone(await invite(email, key));
  const [letter] = await lettersTo(email);
  expect(letter?.text).toContain('access key “pay. example. com” invites you');
});

test('no name that reads as an address is taken', async () => {
  const { accounts } = install;
  const wrong = '/name name-like-address';
  const wish = { organisation: MAKER.id, email: newAddress(), roles: ['clerk'], locale: 'en' };
  const { token } = expectDone(await accounts.invite(wish, operatorActor()));
  const accept = (name: string) => accounts.acceptInvitation(token ?? '', { name, password: TEST_PASSWORD });
  expect(fieldsOf(await accept('Go to pay.example.com'))).toEqual([wrong]);
  expect(codeOf(await accept('J.P. Ivanov'))).toBe('ok');
  const key = (name: string) =>
    accounts.accessKeys.create({ organisation: MAKER.id, name, roles: ['clerk'], days: 3 }, wang, `form-${name}`);
  expect([fieldsOf(await key('www.example')), codeOf(await key('ERP 1.2'))]).toEqual([[wrong], 'ok']);
  const add = (name: string) =>
    accounts.organisations.add(
      { kind: 'exporter', id: 'named', name, uscc: completeUscc('91110000MANAMED01') },
      operatorActor(),
    );
  expect([fieldsOf(await add('https://x')), codeOf(await add('Müller GmbH & Co. KG'))]).toEqual([[wrong], 'ok']);
});

test('to one address so many letters go out in a day, also where they are sent again; what sends none counts for nothing', async () => {
  const first = expectDone(await invite(newAddress(), li, { form: 'a-form-of-li' }));
  for (let again = 0; again <= INVITATIONS_TO_ADDRESS; again += 1)
    expect(codeOf(await invite(first.email ?? '', li, { form: 'a-form-of-li' }))).toBe('ok');
  expect(fieldsOf(await invite('no address', li))).toEqual(['/email email-not-valid']);
  let until = first.expiresAt;
  const resend = () => install.accounts.people.resendInvitation({ id: first.id, until }, li);
  for (let sent = 1; sent < INVITATIONS_TO_ADDRESS; sent += 1) until = expectDone(await resend()).expiresAt;
  expect(await resend()).toMatchObject({ problem: { code: 'invitations-limited', data: { hours: 24 } } });
  expect(await lettersTo(first.email ?? '')).toHaveLength(INVITATIONS_TO_ADDRESS);
  expect(codeOf(await invite(newAddress(), li))).toBe('ok');
});

test('of one person, and of one organisation, too', async () => {
  const limits = createMemoryLimits(() => 0);
  const send = async (actor: Actor, most: number) => {
    const codes: string[] = [];
    for (let sent = 0; sent < most; sent += 1)
      codes.push(codeOf(await withinInvitations(limits, { actor, to: newAddress() }, async () => succeed(null))));
    return codes.filter((code) => code === 'ok').length;
  };
  expect(await send(li, INVITATIONS_OF_ONE + 1)).toBe(INVITATIONS_OF_ONE);
  const others = await Promise.all([1, 2, 3, 4].map((id) => send({ ...li, id: `other-${id}` }, INVITATIONS_OF_ONE)));
  expect(others.reduce((sum, sent) => sum + sent)).toBe(INVITATIONS_OF_ORGANISATION - INVITATIONS_OF_ONE);
  expect(await send({ ...li, id: 'elsewhere', organisation: EXPORTER }, 1)).toBe(1);
});
