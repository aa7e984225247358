/** Letters that must not be: of a draft that its manufacturer never got, and to people of an organisation that was closed. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TEST_EXPORTERS } from '../../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import type { Role } from '../../../server/model/access/roles.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, type TestOrganisation } from '../../support/people.ts';
import { EXPORTER, MAKER } from '../../support/request-people.ts';

let install: TestInstall;
let [requester, clerk]: Actor[] = [];
beforeAll(async () => {
  install = await openTestInstall();
  const actorIn = async (organisation: TestOrganisation, of: typeof MAKER, role: Role): Promise<Actor> => {
    const { id, name, roles } = await makePerson(install, { organisation, roles: [role] });
    return { kind: 'person', id, name, organisation: of, roles };
  };
  requester = await actorIn({ kind: 'exporter', id: EXPORTER.id, ...TEST_EXPORTERS[0] }, EXPORTER, 'requester');
  clerk = await actorIn({ kind: 'manufacturer', id: MAKER.id, manufacturer: 'test-maker' }, MAKER, 'clerk');
});
afterAll(() => install.dispose());

let forms = 0;
async function draft() {
  if (requester === undefined) throw new Error();
  forms += 1;
  const { vehicles } = install.request(42_000 + forms, 1);
  const asked = { form: `form-of-nobody-${String(forms).padStart(4, '0')}`, manufacturer: 'test-maker', vehicles };
  const made = expectDone(await install.requests.make(asked, requester));
  return { id: made.id, version: made.version, actor: requester };
}
async function letters(): Promise<readonly string[]> {
  await install.noticesSettled();
  const all = (await install.mail.outbox?.list(1_000)) ?? [];
  return all.filter(({ kind }) => kind.startsWith('request-')).map(({ kind }) => kind);
}

test('a draft that is taken back is told nobody', async () => {
  expectDone(await install.requests.cancel(await draft()));
  expect(await letters()).toEqual([]);
});

test('the people of an exporter that was closed are written to no more', async () => {
  if (clerk === undefined) throw new Error();
  const target = await draft();
  const { id, version } = expectDone(await install.requests.submit(target));
  expectDone(await install.accounts.organisations.close(EXPORTER.id, operatorActor()));
  const decision = { decision: 'ask-back', question: 'Which outlet?' };
  expectDone(await install.requests.decide({ id, version, actor: clerk }, decision));
  expect(await letters()).toEqual(['request-submitted']);
});
