import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { personBySubject, personKey, personRecord } from '../../../server/app/accounts/people-records.ts';
import { endSessionsOf, replayPeople } from '../../../server/app/recovery/replay-people.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { openStore } from '../../../server/compose/store.ts';
import { operatorActor, RECOVERY } from '../../../server/model/access/actor.ts';
import type { NewRecord } from '../../../server/ports/collections.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { makePerson, signInCookie, testBrowser } from '../../support/people.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

const OFFICE = { kind: 'authority', id: 'office-5', name: 'Office Five' } as const;

describe('after a restore', () => {
  test('people who were ended or lost roles, used invitations and changed passwords open nothing', async () => {
    const { accounts } = install;
    const one = () => makePerson(install, { organisation: OFFICE, roles: ['officer'] });
    const [ended, demoted, changed, kept, bound] = [await one(), await one(), await one(), await one(), await one()];
    const wish = { organisation: OFFICE.id, email: 'later@office.example', roles: ['officer'], locale: 'en' };
    const { invitation, token } = expectDone(await accounts.invite(wish, operatorActor()));
    const cookie = await signInCookie(install, kept);
    const entry = (action: string, kind: string, id: string, detail: Readonly<Record<string, string>> = {}) => ({
      ...{ stream: 'operator', position: 1, previous: '', hash: '', at: install.clock.now(), actor: RECOVERY },
      ...{ action, phase: 'succeeded' as const, subject: { kind, id }, detail },
    });
    const { collections, close } = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const identity = { issuer: 'https://issuer.example', subject: '0'.repeat(64) };
    const { password: _, secret: __, ...person } = bound;
    const put = [personRecord({ ...person, identity })];
    await collections.change([personKey(bound.id)], () => ({ put, remove: [], entries: [], answer: null }));
    await endSessionsOf(collections, install.clock.now());
    const passkey = (id: string, userId: string): NewRecord => ({
      ...{ collection: 'passkeys', id, at: install.clock.now(), unique: [], tags: [`userId:${userId}`] },
      data: JSON.stringify({ id, userId }),
    });
    const passkeys = [passkey('p-1', kept.id), passkey('p-2', kept.id), passkey('p-3', changed.id)];
    await collections.change([], () => ({ put: passkeys, remove: [], entries: [], answer: null }));
    await replayPeople(collections, [
      entry('remove-passkey', 'person', kept.id, { passkey: 'p-1' }),
      entry('reset-second-factor', 'person', changed.id),
      entry('end-person', 'person', ended.id),
      entry('change-person', 'person', demoted.id, { roles: 'administrator' }),
      entry('accept-invitation', 'person', 'somebody', { invitation: invitation.id }),
      entry('release-identity', 'person', bound.id),
      entry('reset-password', 'person', changed.id),
      entry('end-person', 'person', 'who-came-since'),
    ]);
    const left = await Promise.all(passkeys.map(({ id }) => collections.find('passkeys', id)));
    expect(left.map((found) => found !== null)).toEqual([false, true, false]);
    expect(await personBySubject(collections, identity.subject)).toBeNull();
    await close();
    expect(await accounts.identify({ cookies: cookie })).toBeNull();
    const outcomes = [];
    for (const person of [ended, changed, kept]) outcomes.push((await accounts.signIn(testBrowser(), person, 'x')).ok);
    expect(outcomes).toEqual([true, false, true]);
    const again = testBrowser(await signInCookie(install, ended));
    expect(await accounts.identify(again)).toBeNull();
    const other = await accounts.identify(testBrowser(await signInCookie(install, demoted)));
    expect(other).toMatchObject({ mustSetUp: true, actor: { roles: [] } });
    expect((await accounts.acceptInvitation(token ?? '', { name: 'X', password: 'words of nobody' })).ok).toBe(false);
    // What proved who they were is there still, as where a process died before it was removed: their address is free all the same.
    const anew = await makePerson(install, { organisation: OFFICE, roles: ['officer'], email: ended.email });
    const signedIn = await accounts.identify(testBrowser(await signInCookie(install, anew)));
    expect(signedIn?.actor.id).toBe(anew.id);
  });
});
