/** One person who bears an access key, too, is still one: steps that need two persons are not taken alone. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { type Actor, operatorActor } from '../../server/model/access/actor.ts';
import type { Role } from '../../server/model/access/roles.ts';
import { expectDone } from '../support/actors.ts';
import { CODE, MAKER, personOf, seededRows, testApprovers } from '../support/batches.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { makePerson, TEST_PASSWORD } from '../support/people.ts';

const ORGANISATION = `of-${MAKER}`;
let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall({ approvers: testApprovers() });
  const wish = { kind: 'manufacturer', id: ORGANISATION, manufacturer: MAKER };
  expectDone(await install.accounts.organisations.add(wish, operatorActor()));
});
afterAll(() => install.dispose());

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
const WANG: Actor = { ...personOf('wang', 'administrator'), roles: ['administrator', 'sealer'] };
const LI: Actor = { ...personOf('li', 'administrator'), roles: ['administrator', 'sealer'] };

/** Who bears a key that somebody made. */
async function keyOf(maker: Actor, name: string, role: Role): Promise<Actor> {
  const wish = { organisation: ORGANISATION, name, roles: [role], days: 30 };
  const { secret } = expectDone(await install.accessKeys.create(wish, maker));
  const actor = await install.actorOfToken(secret);
  if (actor === null) throw new Error('the key identifies nobody');
  return actor;
}

test('who made the key that proposed a batch does not approve it; another sealer does', async () => {
  const key = await keyOf(WANG, 'ERP', 'clerk');
  const proposal = { manufacturer: MAKER, rows: seededRows(27_000, 1) };
  const { batch } = expectDone(await install.batches.propose(proposal, key));
  const approval = { contents: batch.contents, code: CODE };
  expect(codeOf(await install.batches.approve(batch.id, approval, WANG))).toBe('batch-approved-by-proposer');
  // Nor once the key was ended.
  expectDone(await install.accounts.accessKeys.end(key.id, LI));
  expect(codeOf(await install.batches.approve(batch.id, approval, WANG))).toBe('batch-approved-by-proposer');
  expect(codeOf(await install.batches.approve(batch.id, approval, LI))).toBe('ok');
});

test('who invited the proposer of a batch does not approve it: it may be a second address of theirs', async () => {
  const organisation = { kind: 'manufacturer', id: ORGANISATION, manufacturer: MAKER } as const;
  const { id, name } = await makePerson(install, { organisation, roles: ['administrator', 'sealer'] });
  const both: Actor = { ...WANG, id, name };
  const wish = { organisation: ORGANISATION, email: 'second@people.example', roles: ['clerk'], locale: 'en' };
  const { token } = expectDone(await install.accounts.invite(wish, both));
  const second = { name: 'Another name', password: TEST_PASSWORD };
  const clerk = expectDone(await install.accounts.acceptInvitation(token ?? '', second));
  const by: Actor = { ...personOf('clerk', 'clerk'), id: clerk.id, name: clerk.name };
  const proposal = { manufacturer: MAKER, rows: seededRows(27_100, 1) };
  const { batch } = expectDone(await install.batches.propose(proposal, by));
  const approval = { contents: batch.contents, code: CODE };
  expect(codeOf(await install.batches.approve(batch.id, approval, both))).toBe('batch-approved-by-inviter');
  expect(codeOf(await install.batches.approve(batch.id, approval, LI))).toBe('ok');
});

test('an administrator alone gives no access key the part of a sealer, who seals and withdraws; a sealer does', async () => {
  const alone: Actor = { ...WANG, roles: ['administrator'] };
  const wish = { organisation: ORGANISATION, name: 'withdraws', roles: ['clerk', 'sealer'], days: 30 };
  const refused = { ok: false, problem: { fields: [{ pointer: '/roles/1', code: 'role-needs-second-person' }] } };
  expect(await install.accessKeys.create(wish, alone)).toMatchObject(refused);
  const ofOperator = { id: 'operator', kind: 'operator', manufacturerId: null, uscc: null } as const;
  expect(await install.accessKeys.create(wish, { ...alone, organisation: ofOperator })).toMatchObject(refused);
  expect(codeOf(await install.accessKeys.create(wish, WANG))).toBe('ok');
  expect(codeOf(await install.accessKeys.create(wish, operatorActor()))).toBe('ok');
  const ownPart = { ...wish, roles: ['administrator'] };
  expect(codeOf(await install.accessKeys.create(ownPart, alone))).toBe('ok');
});

test('a seal is not approved by its proposer’s key, nor by the maker of the key that proposed it', async () => {
  const [one, other] = [await keyOf(WANG, 'seals', 'administrator'), await keyOf(WANG, 'stamps', 'administrator')];
  const wish = { form: 'joint-stock', recordCode: '0000000000002', from: '2026-01-01' };
  const propose = async (by: Actor) => expectDone(await install.seals.propose(MAKER, wish, by)).version;
  const approve = async (version: number, actor: Actor) =>
    codeOf(await install.seals.approve({ manufacturerId: MAKER, version, actor }));
  const byPerson = await propose(WANG);
  const byKey = await propose(one);
  expect(await approve(byPerson, one)).toBe('seal-approved-by-proposer');
  expect(await approve(byKey, WANG)).toBe('seal-approved-by-proposer');
  expect(await approve(byKey, other)).toBe('seal-approved-by-proposer');
  expect(await approve(byPerson, LI)).toBe('ok');
  expect(await approve(byKey, await keyOf(LI, 'of Li', 'sealer'))).toBe('ok');
});
