/** Who approves what others propose is made by two people, and so is whoever could make such a person. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { whatWaits } from '../../../server/app/notices/what-waits.ts';
import { replayPeople } from '../../../server/app/recovery/replay-people.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { openStore } from '../../../server/compose/store.ts';
import { type Actor, operatorActor, RECOVERY } from '../../../server/model/access/actor.ts';
import { OPERATOR } from '../../../server/model/access/organisation.ts';
import type { Role } from '../../../server/model/access/roles.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, signInCookie, TEST_PASSWORD } from '../../support/people.ts';
import { MAKER } from '../../support/request-people.ts';

let install: TestInstall;
let wang: Actor;
let li: Actor;
let ofOperator: Actor;
beforeAll(async () => {
  install = await openTestInstall();
  wang = await administrator();
  li = await administrator();
  const operator = { organisation: { kind: 'operator' }, roles: ['administrator'] } as const;
  ofOperator = { ...actorOf(await makePerson(install, operator), ['administrator']), organisation: OPERATOR };
});
afterAll(() => install.dispose());

const ORGANISATION = { kind: 'manufacturer', id: MAKER.id, manufacturer: 'test-maker' } as const;
const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
const actorOf = ({ id, name }: { id: string; name: string }, roles: readonly Role[]): Actor => ({
  ...{ kind: 'person', id, name, organisation: MAKER, roles },
});
const administrator = async () =>
  actorOf(await makePerson(install, { organisation: ORGANISATION, roles: ['administrator'] }), ['administrator']);

let count = 0;
/** Somebody who was invited and came. */
async function newcomer(roles: readonly Role[], by: Actor, name = `New ${count}`) {
  count += 1;
  const wish = { organisation: MAKER.id, email: `new-${count}@people.example`, roles, locale: 'en' };
  const { token, invitation } = expectDone(await install.accounts.invite(wish, by));
  const person = expectDone(await install.accounts.acceptInvitation(token ?? '', { name, password: TEST_PASSWORD }));
  return { ...person, invitation };
}
const approve = async (id: string, by: Actor, at: string | null = null) =>
  codeOf(await install.accounts.people.approveRoles(id, at, by));
const rolesOf = async (id: string) => expectDone(await install.accounts.people.find(id, wang)).roles;
const ask = async (id: string, roles: readonly Role[], by: Actor) =>
  expectDone(await install.accounts.people.changeRoles(id, { roles }, by));

describe('a sealer', () => {
  test('who was invited is one once another administrator approved; nobody in between', async () => {
    const { id, roles, proposal, invitation } = await newcomer(['clerk', 'sealer'], wang);
    expect([roles, proposal?.roles, invitation.roles]).toEqual([['clerk'], ['sealer'], ['clerk']]);
    expect(await approve(id, wang)).toBe('roles-approved-by-proposer');
    expect(await approve(id, actorOf({ id, name: 'x' }, ['administrator']))).toBe('own-roles');
    expect(await rolesOf(id)).toEqual(['clerk']);
    expect(await approve(id, li)).toBe('ok');
    expect(await rolesOf(id)).toEqual(['clerk', 'sealer']);
    expect(await approve(id, li)).toBe('roles-not-proposed');
  });

  test('is made by a change of roles in the same way, and not by saving other roles beside it', async () => {
    const { id } = await newcomer(['clerk'], wang);
    expect(await ask(id, ['clerk', 'sealer'], wang)).toMatchObject({
      roles: ['clerk'],
      proposal: { roles: ['sealer'] },
    });
    const saved = await ask(id, ['clerk', 'auditor', 'sealer'], li);
    expect(saved).toMatchObject({ roles: ['clerk', 'auditor'], proposal: { proposedBy: { id: wang.id } } });
    expect(await approve(id, wang)).toBe('roles-approved-by-proposer');
    expect(await approve(id, li, 'another time')).toBe('roles-not-proposed');
    expect(await approve(id, li, saved.proposal?.proposedAt)).toBe('ok');
    // What stays is not proposed again; what was given up is.
    expect(await ask(id, ['sealer'], wang)).toMatchObject({ roles: ['sealer'], proposal: null });
    await ask(id, ['clerk'], wang);
    expect(await ask(id, ['sealer'], wang)).toMatchObject({ roles: [], proposal: { roles: ['sealer'] } });
  });

  test('who is proposed by one administrator is not proposed anew by another who adds a role to it', async () => {
    const { id } = await newcomer(['sealer'], wang);
    const adds = (by: Actor) => install.accounts.people.changeRoles(id, { roles: ['sealer', 'administrator'] }, by);
    expect(codeOf(await adds(li))).toBe('roles-proposed-by-another');
    // Nothing of it was saved: whoever proposed the sealer does not approve it.
    const stands = expectDone(await install.accounts.people.find(id, li));
    expect(stands).toMatchObject({ roles: [], proposal: { roles: ['sealer'], proposedBy: { id: wang.id } } });
    expect(await approve(id, wang)).toBe('roles-approved-by-proposer');
    // Whoever proposed may propose more; the others see it as another proposal.
    expect(expectDone(await adds(wang))).toMatchObject({ proposal: { roles: ['sealer', 'administrator'] } });
    expect(await approve(id, wang)).toBe('roles-approved-by-proposer');
    // Somebody else takes it back first, and then proposes what they want.
    expectDone(await install.accounts.people.withdrawRoles(id, li));
    expect(expectDone(await adds(li))).toMatchObject({ proposal: { proposedBy: { id: li.id } } });
    expect(await approve(id, wang)).toBe('ok');
  });

  test('and a clerk whom one administrator invited are two people where another one approved the sealer', async () => {
    const [clerk, sealer] = [await newcomer(['clerk'], wang), await newcomer(['sealer'], wang)];
    expect(await approve(sealer.id, li)).toBe('ok');
    expect([await rolesOf(clerk.id), await rolesOf(sealer.id)]).toEqual([['clerk'], ['sealer']]);
  });

  test('of a manufacturer with one administrator is approved by the operator, or at the terminal by another name', async () => {
    const [one, other] = [await newcomer(['sealer'], wang), await newcomer(['sealer'], operatorActor('zhang'))];
    expect(await approve(one.id, ofOperator)).toBe('ok');
    expect(await approve(other.id, operatorActor(' ZHANG'))).toBe('roles-approved-by-proposer');
    expect(await approve(other.id, operatorActor('li'))).toBe('ok');
    const named = await newcomer(['sealer'], wang, 'Zhao');
    expect(await approve(named.id, operatorActor('zhao'))).toBe('own-roles');
  });

  test('is not proposed or approved by an access key, nor approved in another organisation', async () => {
    const key: Actor = { kind: 'key', id: 'k', name: 'k', organisation: MAKER, roles: ['administrator'] };
    const wish = { organisation: MAKER.id, email: 'by-key@people.example', roles: ['sealer'], locale: 'en' };
    expect(codeOf(await install.accounts.invite(wish, key))).toBe('person-needed');
    const { id } = await newcomer(['sealer'], wang);
    const change = install.accounts.people.changeRoles(id, { roles: ['sealer'] }, key);
    expect(codeOf(await change)).toBe('person-needed');
    expect(await approve(id, key)).toBe('person-needed');
    const elsewhere = { ...li, organisation: { ...MAKER, id: 'other-maker', manufacturerId: 'other-maker' } };
    expect(await approve(id, elsewhere)).toBe('not-permitted');
    expect(await approve(id, actorOf({ id: 'c', name: 'c' }, ['clerk', 'sealer']))).toBe('not-permitted');
  });

  test('is not made by a proposal that was withdrawn, or whose proposer is no administrator any more', async () => {
    const [one, other] = [await newcomer(['sealer'], wang), await administrator()];
    for (let again = 0; again < 2; again += 1)
      expect(codeOf(await install.accounts.people.withdrawRoles(one.id, li))).toBe('ok');
    expect(await approve(one.id, li)).toBe('roles-not-proposed');
    const second = await newcomer(['sealer'], other);
    expectDone(await install.accounts.people.end(other.id, [], wang));
    expect(await approve(second.id, li)).toBe('roles-not-proposed');
  });

  test('is made once of two who approve at the same moment', async () => {
    const { id } = await newcomer(['sealer'], wang);
    const codes = await Promise.all([approve(id, li), approve(id, ofOperator)]);
    expect(codes.toSorted()).toEqual(['ok', 'roles-not-proposed']);
  });
});

describe('an administrator of a manufacturer', () => {
  test('whom another one makes is none until a second person approved: they could approve each other’s proposals', async () => {
    const { id, roles } = await newcomer(['administrator'], wang);
    expect(roles).toEqual([]);
    const sealer = await newcomer(['sealer'], wang);
    expect(await approve(sealer.id, actorOf({ id, name: 'second address' }, roles))).toBe('not-permitted');
    expect(await approve(id, li)).toBe('ok');
    expect(await rolesOf(id)).toEqual(['administrator']);
  });

  test('is made by two also where the operator gives it, and alone at the terminal', async () => {
    const { id, roles } = await newcomer(['administrator'], ofOperator);
    expect(roles).toEqual([]);
    expect(await approve(id, ofOperator)).toBe('roles-approved-by-proposer');
    expect(await approve(id, operatorActor('zhang'))).toBe('ok');
    const alone = await newcomer(['administrator'], operatorActor());
    expect(alone).toMatchObject({ roles: ['administrator'], proposal: null });
  });

  test('of the operator is no second address of one of its own', async () => {
    const wish = { organisation: OPERATOR.id, email: 'second@people.example', roles: ['administrator'], locale: 'en' };
    const { token } = expectDone(await install.accounts.invite(wish, ofOperator));
    const came = expectDone(
      await install.accounts.acceptInvitation(token ?? '', { name: 'X', password: TEST_PASSWORD }),
    );
    expect(came.roles).toEqual([]);
    expect(await approve(came.id, ofOperator)).toBe('roles-approved-by-proposer');
    const other = { organisation: { kind: 'operator' }, roles: ['administrator'] } as const;
    const second = { ...actorOf(await makePerson(install, other), ['administrator']), organisation: OPERATOR };
    expect(await approve(came.id, second)).toBe('ok');
  });
});

test('that a key seals by itself is not agreed on with somebody who is no administrator any more', async () => {
  const leaver = await administrator();
  const wish = { organisation: MAKER.id, name: 'ERP', roles: ['clerk'], days: 30 };
  const { key } = expectDone(await install.accounts.accessKeys.create(wish, leaver, 'form-of-a-key'));
  const { proposeSealing, approveSealing, list } = install.accounts.accessKeys;
  expectDone(await proposeSealing(key.id, leaver));
  expectDone(await install.accounts.people.end(leaver.id, [], wang));
  expect(codeOf(await approveSealing(key.id, li))).toBe('grant-state-wrong');
  const listed = expectDone(await list(MAKER.id, li)).find(({ id }) => id === key.id);
  expect(listed).toMatchObject({ directSealing: null, hasMakerLeft: true });
  // Two who are here can agree on it still.
  expectDone(await proposeSealing(key.id, wang));
  expect(codeOf(await approveSealing(key.id, wang))).toBe('grant-approved-by-proposer');
  expect(codeOf(await approveSealing(key.id, li))).toBe('ok');
});

test('a proposal waits for those who may approve it, and is told to whom it is for', async () => {
  const fresh = await newcomer(['sealer'], wang);
  const { collections, auditLog, close } = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
  const waitsFor = async (actor: Actor) => {
    const waiting = await whatWaits(
      {
        collections,
        auditLog,
        clock: SYSTEM_CLOCK,
        seals: { list: async () => [] },
        trustProposals: { all: async () => [] },
      },
      actor,
    );
    return waiting.find(({ kind }) => kind === 'roles-proposed');
  };
  const before = (await waitsFor(li))?.count ?? 0;
  expect(await waitsFor(li)).toMatchObject({ path: 'people' });
  expect(await waitsFor(ofOperator)).toMatchObject({ path: 'people?organisation=maker' });
  expect(await waitsFor(actorOf(fresh, ['administrator']))).toMatchObject({ count: before - 1 });
  const cookies = await signInCookie(install, { ...fresh, password: TEST_PASSWORD, secret: null });
  expect(await install.accounts.identify({ cookies })).toMatchObject({ proposedRoles: ['sealer'], mustSetUp: false });
  // A restore does again what was told since.
  const entry = {
    ...{ stream: 'operator', position: 1, previous: '', hash: '', at: install.clock.now(), actor: RECOVERY },
    ...{ action: 'approve-roles', phase: 'succeeded' as const, subject: { kind: 'person', id: fresh.id } },
    detail: { roles: 'sealer' },
  };
  await replayPeople(collections, [entry]);
  await close();
  expect(expectDone(await install.accounts.people.find(fresh.id, wang))).toMatchObject({
    ...{ roles: ['sealer'], proposal: null },
  });
});
