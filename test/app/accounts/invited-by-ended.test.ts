/** What somebody let in as an administrator does not outlast that they are one. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, TEST_PASSWORD, type TestPerson } from '../../support/people.ts';
import { MAKER } from '../../support/request-people.ts';

let install: TestInstall;
let staying: TestPerson;
beforeAll(async () => {
  install = await openTestInstall();
  staying = await administrator();
});
afterAll(() => install.dispose());

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
const administrator = () =>
  makePerson(install, {
    organisation: { kind: 'manufacturer', id: MAKER.id, manufacturer: 'test-maker' },
    roles: ['administrator'],
  });
const actorOf = ({ id, name, roles }: TestPerson): Actor => ({ kind: 'person', id, name, organisation: MAKER, roles });
let invited = 0;
async function tokenFrom(inviter: Actor): Promise<string> {
  invited += 1;
  const wish = { organisation: MAKER.id, email: `second-${invited}@people.example`, roles: ['sealer'], locale: 'en' };
  return expectDone(await install.accounts.invite(wish, inviter)).token ?? '';
}
const accept = async (token: string) =>
  codeOf(await install.accounts.acceptInvitation(token, { name: 'Second', password: TEST_PASSWORD }));

test.each([
  ['was ended', (id: string): Promise<Result<unknown>> => install.accounts.people.end(id, [], actorOf(staying))],
  [
    'is no administrator any more',
    (id: string) => install.accounts.people.changeRoles(id, { roles: ['clerk'] }, actorOf(staying)),
  ],
])('an invitation by somebody who %s lets nobody in', async (_what, change) => {
  const leaving = await administrator();
  const token = await tokenFrom(actorOf(leaving));
  expect(codeOf(await install.accounts.openInvitation(token))).toBe('ok');
  expectDone(await change(leaving.id));
  expect(codeOf(await install.accounts.openInvitation(token))).toBe('invitation-not-valid');
  expect(await accept(token)).toBe('invitation-not-valid');
});

test('whose address signs in already is told so, and comes in once that account was ended', async () => {
  const wish = { email: 'twice@people.example', roles: ['clerk'], locale: 'en', organisation: MAKER.id };
  const [first, second] = [
    expectDone(await install.accounts.invite(wish, operatorActor())).token ?? '',
    expectDone(await install.accounts.invite(wish, operatorActor())).token ?? '',
  ];
  expect(await accept(first)).toBe('ok');
  expect(codeOf(await install.accounts.openInvitation(second))).toBe('invited-has-account');
  expect(await accept(second)).toBe('invited-has-account');
  const people = expectDone(await install.accounts.people.list(MAKER.id, operatorActor()));
  const id = people.find(({ email }) => email === wish.email)?.id ?? '';
  expectDone(await install.accounts.people.end(id, [], operatorActor()));
  expect(await accept(second)).toBe('ok');
});

test('of twenty who come with one token at once, one is let in', async () => {
  const token = await tokenFrom(actorOf(staying));
  const codes = await Promise.all(Array.from({ length: 20 }, () => accept(token)));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  expect(new Set(codes)).toEqual(new Set(['ok', 'invitation-not-valid']));
});

test('what the terminal invited does not hang on a person', async () => {
  expect(await accept(await tokenFrom(operatorActor()))).toBe('ok');
});
