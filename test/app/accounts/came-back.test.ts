/** Somebody whose account was ended and who was invited again, with the same address, is the same person wherever two are needed. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import type { Role } from '../../../server/model/access/roles.ts';
import { expectDone } from '../../support/actors.ts';
import { CODE, seededRows, testApprovers } from '../../support/batches.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, type TestPerson } from '../../support/people.ts';
import { MAKER } from '../../support/request-people.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall({ approvers: testApprovers() });
});
afterAll(() => install.dispose());

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
const organisation = { kind: 'manufacturer', id: MAKER.id, manufacturer: 'test-maker' } as const;
const actorOf = ({ id, name, roles }: TestPerson): Actor => ({ kind: 'person', id, name, organisation: MAKER, roles });
const join = async (email: string, ...roles: readonly Role[]) =>
  actorOf(await makePerson(install, { organisation, roles, email }));
const end = async ({ id }: Actor) => expectDone(await install.accounts.people.end(id, [], operatorActor()));

test('as a sealer of batches that they, or a key of theirs, proposed as a clerk', async () => {
  const clerk = await join('came-back@people.example', 'clerk', 'administrator');
  const propose = async (seed: number, by: Actor) =>
    expectDone(await install.batches.propose({ manufacturer: 'test-maker', rows: seededRows(seed, 1) }, by)).batch;
  const own = await propose(41_000, clerk);
  const wish = { organisation: MAKER.id, name: 'erp', roles: ['clerk'], days: 1 };
  const { key } = expectDone(await install.accessKeys.create(wish, clerk));
  const ofKey = await propose(41_100, { kind: 'key', id: key.id, name: 'erp', organisation: MAKER, roles: ['clerk'] });
  await join('another@people.example', 'administrator');
  await end(clerk);
  const sealer = await join('came-back@people.example', 'sealer');
  const approve = async ({ id, contents }: typeof own, by: Actor) =>
    codeOf(await install.batches.approve(id, { contents, code: CODE }, by));
  expect(await approve(own, sealer)).toBe('batch-approved-by-proposer');
  expect(await approve(ofKey, sealer)).toBe('batch-approved-by-proposer');
  const other = await join('sealer@people.example', 'sealer');
  expect(await approve(own, other)).toBe('ok');
});

test('as whoever approves the seal that they proposed', async () => {
  const proposer = await join('seals@people.example', 'administrator');
  const wish = { form: 'limited-liability', recordCode: '0000000000001', from: '2030-01-01' };
  const { version } = expectDone(await install.seals.propose('test-maker', wish, proposer));
  await end(proposer);
  const back = await join('seals@people.example', 'sealer');
  const approved = await install.seals.approve({ manufacturerId: 'test-maker', version, actor: back });
  expect(codeOf(approved)).toBe('seal-approved-by-proposer');
});
