/** `accounts.key`: an instance with another one than the store was used with says so and lets nobody in; it is replaced on purpose. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAccountsKey } from '../../../server/compose/accounts-key.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import type { Collections } from '../../../server/ports/collections.ts';
import { sqliteFixture } from '../../stores/sqlite/sqlite-fixture.ts';
import { cliInProcess } from '../../support/cli-in-process.ts';
import { testApp } from '../../support/http-app.ts';
import { openTestInstall, type TestInstall, testOptions } from '../../support/install.ts';
import { agentWith, makePerson, signInCookie, type TestPerson } from '../../support/people.ts';

let install: TestInstall;
let person: TestPerson;
let cookie: string;
let file: string;
let key: string;
beforeAll(async () => {
  install = await openTestInstall();
  person = await makePerson(install, { organisation: { kind: 'operator' }, roles: ['administrator'] });
  cookie = await signInCookie(install, person);
  file = dataPaths(install.folder).accountsKey;
  key = readFileSync(file, 'utf8');
});
afterAll(() => install.dispose());

/** Another instance over the same store, as it finds the folder. */
async function onAnother<Value>(work: (another: Install) => Promise<Value>): Promise<Value> {
  const another = await openInstall(testOptions(install.folder));
  try {
    return await work(another);
  } finally {
    await another.close();
  }
}
const cli = (...args: readonly string[]) =>
  cliInProcess(args, { VINSEAL_DATA: install.folder, VINSEAL_PUBLIC_URL: 'https://check.example' });
const withFolder = (one: Install) => ({ ...install, ...one });
const homeOf = async (one: Install) =>
  (await agentWith(testApp(withFolder(one)), cookie).get('/en/home')).headers.location ?? 'shown';

test.each([
  ['another', 'accounts-key-differs', () => writeFileSync(file, `${Buffer.alloc(32, 7).toString('base64url')}\n`)],
  ['missing', 'accounts-key-missing', () => rmSync(file)],
])('one that is %s: nobody signs in, everybody else is served, and it is told', async (_what, finding, change) => {
  change();
  const wasThere = existsSync(file);
  await onAnother(async (another) => {
    const faults = await another.findFaults();
    expect(faults.map(({ code }) => code)).toContain('accounts-key-differs');
    const agent = agentWith(testApp(withFolder(another)), cookie);
    expect((await agent.get('/en/')).status).toBe(200);
    const { email, password } = person;
    const signIn = await agentWith(testApp(withFolder(another)), '')
      .post('/en/sign-in')
      .type('form')
      .send({ email, password });
    expect([signIn.status, signIn.text.includes('is not the one of the database')]).toEqual([503, true]);
    expect(await homeOf(another)).toContain('sign-in');
  });
  // None is made: it would be a third one.
  expect(existsSync(file)).toBe(wasThere);
  const doctor = await cli('doctor', '--json');
  expect(doctor.stdout).toContain(`"${finding}"`);
  writeFileSync(file, key);
  await onAnother(async (another) => {
    expect((await another.findFaults()).map(({ code }) => code)).not.toContain('accounts-key-differs');
    expect(await homeOf(another)).toBe('shown');
  });
});

test('replaced on purpose: nobody is signed in, second factors are reset, and their owners are told', async () => {
  expect((await cli('people', 'replace-key')).code).not.toBe(0);
  expect(JSON.parse((await cli('people', 'replace-key', '--yes', '--json')).stdout)).toEqual({ secondFactors: 1 });
  expect(readFileSync(file, 'utf8')).not.toBe(key);
  await onAnother(async (another) => {
    expect((await another.findFaults()).map(({ code }) => code)).not.toContain('accounts-key-differs');
    expect(await homeOf(another)).toContain('sign-in');
    const letters = (await another.mail.outbox?.list(10)) ?? [];
    expect(letters.map(({ to, kind }) => [to, kind])).toContainEqual([person.email, 'second-factor-reset']);
    const fresh = await signInCookie(another, { ...person, secret: null });
    const page = await agentWith(testApp(withFolder(another)), fresh).get('/en/home');
    expect(page.headers.location).toContain('second-factor');
  });
  const told = await install.auditLog.about({ kind: 'install', id: 'accounts-key' }, 10);
  expect(told.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
    'replace-accounts-key intended',
    'replace-accounts-key succeeded',
  ]);
});

test('a store that cannot be asked hinders nobody, and is asked again; a key that was replaced meanwhile is taken', async () => {
  const fixture = await sqliteFixture();
  const { collections } = await fixture.open();
  const clock = { now: () => '2026-07-01T06:00:00.000Z' };
  let isAway = true;
  const find: Collections['find'] = (...asked) =>
    isAway ? Promise.reject(new Error('away')) : collections.find(...asked);
  let now = 0;
  const keyFile = `${file}.other`;
  const one = openAccountsKey({ file: keyFile, collections: { ...collections, find }, clock, monotonic: () => now });
  // Without a file nobody knows whether there is one elsewhere.
  await expect(one.secret()).rejects.toThrow('away');
  writeFileSync(keyFile, key);
  expect(await one.secret()).toBe(key.trim());
  const others = openAccountsKey({ file, collections, clock });
  const theirs = await others.secret();
  [isAway, now] = [false, 3_000];
  await expect(one.secret()).rejects.toMatchObject({ code: 'accounts-key-differs' });
  writeFileSync(keyFile, theirs);
  expect([await one.secret(), await one.standing()]).toEqual([theirs, 'same']);
  await fixture.dispose();
});
