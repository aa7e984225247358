/** Letters that nobody has to get are turned off from the letter itself, without signing in; by whoever has it, and nothing else. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import supertest from 'supertest';
import { openNoticeLinks } from '../../../../server/accounts/notice-links.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import { expectDone } from '../../../support/actors.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import { agentWith, makePerson, signInCookie, type TestPerson } from '../../../support/people.ts';
import { addPeoplesOrganisations, EXPORTER, MAKER, REQUESTER } from '../../../support/request-people.ts';

let install: TestInstall;
let app: Express;
let clerk: TestPerson;
let count = 0;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  await addPeoplesOrganisations(install.folder);
  const organisation = { kind: 'manufacturer', id: MAKER.id, manufacturer: 'test-maker' } as const;
  clerk = await makePerson(install, { organisation, roles: ['clerk'], locale: 'ru' });
});
afterAll(() => install.dispose());

/** Letters about a request that is submitted now. */
async function submitted() {
  count += 1;
  const { vehicles } = install.request(51_000 + count, 1);
  const asked = { form: `form-of-notices-off-${count}`, manufacturer: 'test-maker', vehicles };
  const made = expectDone(await install.requests.make(asked, REQUESTER));
  const before = await lettersTo(clerk.email);
  expectDone(await install.requests.submit({ id: made.id, version: made.version, actor: REQUESTER }));
  return (await lettersTo(clerk.email)).slice(0, (await lettersTo(clerk.email)).length - before.length);
}
async function lettersTo(email: string) {
  await install.noticesSettled();
  return ((await install.mail.outbox?.list(1_000)) ?? []).filter(({ to }) => to === email);
}
const wantsLetters = async () => expectDone(await install.accounts.people.find(clerk.id, operatorActor())).notices;

test('a letter about the work says how to get no more; letters of the account do not', async () => {
  const [letter] = await submitted();
  expect(letter?.unsubscribe).toMatch(/^https:\/\/check\.example\/ru\/notices\/off\/[\w.-]+$/);
  expect(letter?.text).toContain(letter?.unsubscribe);
  const wish = { organisation: EXPORTER.id, email: 'new@people.example', roles: ['requester'], locale: 'en' };
  expectDone(await install.accounts.people.invite(wish, operatorActor()));
  expectDone(await install.accounts.askForReset(clerk.email, 'here'));
  await install.mail.settled();
  const mandatory = ((await install.mail.outbox?.list(1_000)) ?? []).filter(({ kind }) => !kind.startsWith('request-'));
  expect(new Set(mandatory.map(({ kind }) => kind))).toEqual(new Set(['invitation', 'password-reset']));
  expect(mandatory.filter(({ unsubscribe, text }) => unsubscribe !== undefined || text.includes('/notices/'))).toEqual(
    [],
  );
});

test('looking at the link changes nothing; one post turns letters off, and again, from wherever it comes', async () => {
  const [letter] = await submitted();
  const path = new URL(letter?.unsubscribe ?? '').pathname;
  const shown = await supertest(app).get(path);
  expect([shown.status, shown.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(shown.text).toContain(`action="${path}"`);
  for (const told of [clerk.email, clerk.name]) expect(shown.text).not.toContain(told);
  expect(await wantsLetters()).toBe(true);
  // As a mail program does it (RFC 8058): no cookie, no origin, a body that says what it is.
  const oneClick = () => supertest(app).post(path).type('form').send({ 'List-Unsubscribe': 'One-Click' });
  const done = await oneClick();
  expect([done.status, done.headers.location]).toEqual([200, undefined]);
  expect(done.text).toContain('/ru/account');
  expect(await wantsLetters()).toBe(false);
  expect((await oneClick()).status).toBe(200);
  expect((await supertest(app).post(path).field('List-Unsubscribe', 'One-Click')).status).toBe(200);
  expect(await submitted()).toEqual([]);
  // They are turned on where they were always turned off.
  const agent = agentWith(app, await signInCookie(install, clerk));
  await agent.post('/ru/account/mails').type('form').send({ locale: 'ru', notices: 'yes' });
  expect(await wantsLetters()).toBe(true);
  expect(await submitted()).toHaveLength(1);
});

test('a link that was not made here, or for somebody else, opens nothing; of somebody who is gone it tells nothing', async () => {
  const [letter] = await submitted();
  const token = letter?.unsubscribe?.split('/').at(-1) ?? '';
  const [id = '', seal = ''] = token.split('.');
  expect(id).toBe(clerk.id);
  const other = await openNoticeLinks({ secret: async () => 'another secret' }).tokenOf(clerk.id);
  const forged = [
    other,
    `${id}.${'A'.repeat(43)}`,
    `${id}x.${seal}`,
    id,
    `${id}.`,
    `${id}.${seal}x`,
    `.${seal}`,
    '%00',
    'a'.repeat(5_000),
  ];
  for (const wrong of forged)
    for (const method of ['get', 'post'] as const) {
      const answer = await supertest(app)[method](`/en/notices/off/${wrong}`);
      expect([wrong, answer.status]).toEqual([wrong, 404]);
    }
  expect(await wantsLetters()).toBe(true);
  const gone = await install.mail.noticeLinks.tokenOf('nobody-ever');
  for (const good of [gone, token]) {
    expect((await supertest(app).get(`/en/notices/off/${good}`)).status).toBe(200);
    expect((await supertest(app).post(`/en/notices/off/${good}`)).status).toBe(200);
  }
});
