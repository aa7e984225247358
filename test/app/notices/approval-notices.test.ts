/** Letters about what two people agree on: the second one is told that it waits, the first one what became of it. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import { OPERATOR } from '../../../server/model/access/organisation.ts';
import type { Role } from '../../../server/model/access/roles.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, TEST_PASSWORD, totpCode } from '../../support/people.ts';

const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
const OF_MAKER = { kind: 'manufacturer', id: MAKER.id, manufacturerId: MAKER.manufacturer, uscc: null } as const;
let install: TestInstall;
let names: Record<string, string>;
let people: Record<string, Actor>;
let liSecret: string;
beforeAll(async () => {
  install = await openTestInstall();
  [names, people] = [{}, {}];
  const enter = async (name: string, roles: readonly Role[], isOfMaker: boolean) => {
    const person = await makePerson(install, { organisation: isOfMaker ? MAKER : { kind: 'operator' }, roles });
    names[person.email] = name;
    const organisation = isOfMaker ? OF_MAKER : OPERATOR;
    people[name] = { kind: 'person', id: person.id, name: person.name, organisation, roles };
    return person;
  };
  await enter('wang', ['administrator'], false);
  liSecret = (await enter('li', ['administrator'], false)).secret ?? '';
  await enter('chen', ['administrator'], true);
  await enter('zhao', ['administrator'], true);
  await enter('sun', ['sealer'], true);
  await enter('qian', ['clerk'], true);
  await letters();
});
afterAll(() => install.dispose());

const by = (name: string): Actor => people[name] as Actor;

const seen = new Set<string>();
/** The letters since the last call, about proposals. */
async function letters(): Promise<readonly string[]> {
  await install.noticesSettled();
  const all = (await install.mail.outbox?.list(1_000)) ?? [];
  const fresh = all.filter(({ id, kind }) => !seen.has(id) && /-(?:proposed|approved|rejected)$/.test(kind));
  for (const { id } of fresh) seen.add(id);
  return fresh.map(({ kind, to }) => `${kind} ${names[to]}`).toSorted();
}

test('a seal: whoever may approve it, then who proposed it', async () => {
  const wish = { form: 'limited-liability', recordCode: '0000000000003', from: '2028-01-01' };
  const { version } = expectDone(await install.seals.propose('test-maker', wish, by('chen')));
  expect(await letters()).toEqual(['seal-proposed sun', 'seal-proposed zhao']);
  expectDone(await install.seals.approve({ manufacturerId: 'test-maker', version, actor: by('zhao') }));
  expect(await letters()).toEqual(['seal-approved chen']);
});

test('roles: other administrators, the operator’s where there is no other, then who got them', async () => {
  const change = (roles: readonly Role[]) => install.accounts.people.changeRoles(by('qian').id, { roles }, by('chen'));
  expectDone(await change(['clerk', 'sealer']));
  // The same once more is no news.
  expectDone(await change(['clerk', 'sealer']));
  expect(await letters()).toEqual(['roles-proposed zhao']);
  expectDone(await install.accounts.people.approveRoles(by('qian').id, null, by('zhao')));
  expect(await letters()).toEqual(['roles-approved qian']);
  expectDone(await change(['clerk']));
  expectDone(await install.accounts.people.end(by('zhao').id, [], operatorActor()));
  expectDone(await change(['clerk', 'sealer']));
  expect(await letters()).toEqual(['roles-proposed li', 'roles-proposed wang']);
});

test('roles of somebody who was invited wait from when they came', async () => {
  const wish = { organisation: MAKER.id, email: 'newcomer@people.example', roles: ['sealer'], locale: 'en' };
  const { token } = expectDone(await install.accounts.invite(wish, by('chen')));
  expect(await letters()).toEqual([]);
  expectDone(await install.accounts.acceptInvitation(token ?? '', { name: 'New', password: TEST_PASSWORD }));
  expect(await letters()).toEqual(['roles-proposed li', 'roles-proposed wang']);
});

test('a key that is to seal without a second person', async () => {
  const key = { organisation: MAKER.id, name: 'ERP', roles: ['clerk'], days: 30 };
  const made = expectDone(await install.accounts.accessKeys.create(key, by('chen'), 'form-of-a-key-0001'));
  expectDone(await install.accounts.accessKeys.proposeSealing(made.key.id, by('chen')));
  expect(await letters()).toEqual(['key-sealing-proposed li', 'key-sealing-proposed wang']);
  expectDone(await install.accounts.accessKeys.approveSealing(made.key.id, by('li')));
  expect(await letters()).toEqual(['key-sealing-approved chen']);
});

test('the trust list', async () => {
  const target = { anchor: 'development-ca', manufacturer: null };
  const reason = { reason: 'the authority said so' };
  const propose = () => install.trust.propose({ kind: 'resume', target }, reason, by('wang'));
  expectDone(await install.trust.suspend(target, { ...reason, code: totpCode(liSecret) }, by('li')));
  const first = expectDone(await propose());
  expect(await letters()).toEqual(['trust-proposed li']);
  expectDone(await install.trust.reject(first.id, reason, by('li')));
  expect(await letters()).toEqual(['trust-rejected wang']);
  const second = expectDone(await propose());
  expectDone(await install.trust.approve(second.id, { code: totpCode(liSecret, 1) }, by('li')));
  expect(await letters()).toEqual(['trust-approved wang', 'trust-proposed li']);
});

test('each names the page to decide on, in the language of who is written to', async () => {
  const all = (await install.mail.outbox?.list(1_000)) ?? [];
  const textOf = (kind: string) => all.find((letter) => letter.kind === kind)?.text ?? '';
  expect(textOf('seal-proposed')).toContain('https://check.example/en/manufacturers/test-maker#seals');
  expect(textOf('roles-proposed')).toMatch(/https:\/\/check\.example\/en\/people\/[\w-]+\n/);
  expect(textOf('key-sealing-proposed')).toMatch(/\/en\/access-keys\/[\w-]+\/sealing\/approve\n/);
  expect(textOf('trust-proposed')).toMatch(/\/en\/administration\/trust\/proposals\/[\w-]+\n/);
});
