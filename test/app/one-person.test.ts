/** One person who bears an access key, too, is still one: steps that need two persons are not taken alone. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { invitationKey } from '../../server/app/accounts/invitation-records.ts';
import { personKey, personRecord, readPerson } from '../../server/app/accounts/people-records.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import { openStore } from '../../server/compose/store.ts';
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

test('nor where another administrator sent the invitation again, nor where a former version kept no inviter', async () => {
  const organisation = { kind: 'manufacturer', id: ORGANISATION, manufacturer: MAKER } as const;
  const both: Actor = { ...WANG, ...(await idOf(makePerson(install, { organisation, roles: WANG.roles }))) };
  const other: Actor = { ...LI, ...(await idOf(makePerson(install, { organisation, roles: LI.roles }))) };
  const wish = { organisation: ORGANISATION, email: 'third@people.example', roles: ['clerk'], locale: 'en' };
  const { id, expiresAt } = expectDone(await install.accounts.people.invite(wish, both));
  expectDone(await install.accounts.people.resendInvitation({ id, until: expiresAt }, other));
  await install.noticesSettled();
  const [letter] = (await install.mail.outbox?.list(1)) ?? [];
  const token = /invitation\/([\w-]{43})/.exec(letter?.text ?? '')?.[1] ?? '';
  const person = { name: 'One more name', password: TEST_PASSWORD };
  const clerk = expectDone(await install.accounts.acceptInvitation(token, person));
  const by: Actor = { ...personOf('clerk', 'clerk'), id: clerk.id, name: clerk.name };
  const proposal = { manufacturer: MAKER, rows: seededRows(27_200, 1) };
  const { batch } = expectDone(await install.batches.propose(proposal, by));
  const approval = { contents: batch.contents, code: CODE };
  expect(codeOf(await install.batches.approve(batch.id, approval, both))).toBe('batch-approved-by-inviter');
  const { collections, close } = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
  await collections.change([personKey(clerk.id)], ([record]) => {
    const stored = readPerson(record as NonNullable<typeof record>);
    return { put: [personRecord({ ...stored, invitedBy: null })], remove: [], entries: [], answer: null };
  });
  expect(expectDone(await install.accounts.people.find(clerk.id, both)).invitedBy).toMatchObject({ id: both.id });
  expect(codeOf(await install.batches.approve(batch.id, approval, both))).toBe('batch-approved-by-inviter');
  // Without the invitation nobody is known to have invited them: every other sealer approves, and administrators see why.
  await collections.change([], () => ({ put: [], remove: [invitationKey(id)], entries: [], answer: null }));
  expect(expectDone(await install.accounts.people.find(clerk.id, both)).invitedBy).toBeNull();
  await close();
  expect(codeOf(await install.batches.approve(batch.id, approval, both))).toBe('ok');
});

async function idOf(made: ReturnType<typeof makePerson>): Promise<Pick<Actor, 'id' | 'name'>> {
  const { id, name } = await made;
  return { id, name };
}

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
