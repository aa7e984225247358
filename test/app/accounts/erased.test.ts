/** What stays of somebody whose address was erased. */

import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { replayPeople } from '../../../server/app/recovery/replay-people.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { openStore } from '../../../server/compose/store.ts';
import { operatorActor, RECOVERY } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, signInCookie } from '../../support/people.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

const OFFICE = { kind: 'authority', id: 'office-9', name: 'Office Nine' } as const;
const OTHER = { kind: 'authority', id: 'office-10', name: 'Office Ten' } as const;

/** The tables of the database that hold a text, whatever the column. */
function tablesWith(text: string): readonly string[] {
  const db = new DatabaseSync(dataPaths(install.folder).store, { readOnly: true });
  try {
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    return tables
      .map(({ name }) => String(name))
      .filter((name) => {
        const rows = db.prepare(`SELECT * FROM "${name}"`).all();
        return rows.some((row) => Object.values(row).some((value) => String(value).includes(text)));
      });
  } finally {
    db.close();
  }
}

const invite = async (organisation: string, email: string) =>
  expectDone(await install.accounts.invite({ organisation, email, roles: ['officer'], locale: 'en' }, operatorActor()));

test('the address is nowhere in the database, also where an invitation was never accepted', async () => {
  const email = 'to-be-erased@people.example';
  await makePerson(install, { organisation: OTHER, roles: ['officer'] });
  const elsewhere = await invite(OTHER.id, email);
  const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'], email });
  await signInCookie(install, person);
  expectDone(await install.accounts.people.withdrawInvitation(elsewhere.invitation.id, operatorActor()));
  expect(tablesWith(email).length).toBeGreaterThan(0);
  const { people } = install.accounts;
  expect((await people.erase(person.id, operatorActor())).ok).toBe(false);
  expectDone(await people.end(person.id, [], operatorActor()));
  expectDone(await people.erase(person.id, operatorActor()));
  expect(tablesWith(email)).toEqual([]);
  // Who let whom in is known still.
  expect(expectDone(await people.find(person.id, operatorActor()))).toMatchObject({ email: null });
});

test('whoever came back with the address keeps it, and an invitation that is open', async () => {
  const email = 'came-again@people.example';
  const first = await makePerson(install, { organisation: OFFICE, roles: ['officer'], email });
  const { people } = install.accounts;
  expectDone(await people.end(first.id, [], operatorActor()));
  const { token } = await invite(OFFICE.id, email);
  expectDone(await people.erase(first.id, operatorActor()));
  const wish = { name: 'Came again', password: 'seven quiet lorries' };
  const again = expectDone(await install.accounts.acceptInvitation(token ?? '', wish));
  expect(again.email).toBe(email);
  expectDone(await people.erase(first.id, operatorActor()));
  expect(expectDone(await people.list(OFFICE.id, operatorActor())).find(({ id }) => id === again.id)?.email).toBe(
    email,
  );
});

test('a restore of a database that is older erases it again', async () => {
  const email = 'brought-back@people.example';
  const person = await makePerson(install, { organisation: OFFICE, roles: ['officer'], email });
  const { collections, close } = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
  const entry = (action: string) => ({
    ...{ stream: 'operator', position: 1, previous: '', hash: '', at: install.clock.now(), actor: RECOVERY },
    ...{ action, phase: 'succeeded' as const, subject: { kind: 'person', id: person.id }, detail: {} },
  });
  await replayPeople(collections, [entry('end-person'), entry('erase-person')]);
  await close();
  expect(tablesWith(email)).toEqual([]);
});
