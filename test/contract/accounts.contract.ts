import path from 'node:path';
import { passkey } from '@better-auth/passkey';
import { describe, expect, test } from '@jest/globals';
import { collectionsAdapter } from '../../server/accounts/collections-adapter.ts';
import { isOfferOpen, offerFactor } from '../../server/accounts/factor-set-up.ts';
import { openAccounts } from '../../server/accounts/open-accounts.ts';
import { openAuth } from '../../server/accounts/open-auth.ts';
import { openPasswordHash } from '../../server/accounts/password-hash.ts';
import { personOfIdentity } from '../../server/app/accounts/bind-identity.ts';
import { personRecord } from '../../server/app/accounts/people-records.ts';
import { keepStep, STEP_MS, takeStep } from '../../server/app/accounts/provider-step.ts';
import { lazyWords } from '../../server/compose/lazy-words.ts';
import { SYSTEM_CLOCK, TEMPLATES } from '../../server/compose/open-install.ts';
import type { SignInAnswer } from '../../server/ports/accounts.ts';
import type { Collections } from '../../server/ports/collections.ts';
import { cookiesOf, fromBase32, TEST_PASSWORD as password, testBrowser, totpCode } from '../support/people.ts';
import type { ContractStore, MakeFixture } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

const WORDS = lazyWords(path.join(TEMPLATES, 'locales'));
const SECRET = 'a-secret-of-the-tests-of-accounts-0123456789';
const USER = { id: 'u-1', name: 'User One', email: 'one@people.example', password, at: '2026-07-01T06:00:00.000Z' };

function accountsOn({ collections }: ContractStore) {
  return openAccounts({ collections, secret: SECRET, publicUrl: 'https://check.example', clock: SYSTEM_CLOCK });
}

/** What better-auth asks of its database. */
function adapterOn(collections: Collections) {
  return collectionsAdapter(collections)({ session: {}, plugins: [passkey()] });
}

/** What is kept of accounts, on a store. */
export function accountsContract(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: accounts`, () => {
    const { store, another } = useStores(makeFixture);
    const withUser = async () => {
      const accounts = accountsOn(store());
      const put = await accounts.credentials.recordsOf(USER);
      await store().collections.change([], () => ({ put, remove: [], entries: [], answer: null }));
      return accounts;
    };
    const signIn = (accounts: ReturnType<typeof accountsOn>) =>
      accounts.signIns.withPassword(testBrowser(), { email: USER.email, password });
    const withFactor = async () => {
      const accounts = await withUser();
      const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
      const offer = await accounts.secondFactors.offer(USER.id);
      if (typeof offer === 'string') throw new Error(offer);
      const secret = fromBase32(offer.secret);
      const on = await accounts.secondFactors.turnOn(browser, totpCode(secret, -1));
      expect(on.outcome).toBe('signed-in');
      return { accounts, secret, backupCodes: offer.backupCodes, cookies: cookiesOf(on.cookies) };
    };
    const outcomes = (answers: readonly SignInAnswer[]) => answers.map(({ outcome }) => outcome).toSorted();

    test('a password signs in, with another session each time, and none other does', async () => {
      const accounts = await withUser();
      const [first, second] = [await signIn(accounts), await signIn(accounts)];
      expect(outcomes([first, second])).toEqual(['signed-in', 'signed-in']);
      expect(cookiesOf(first.cookies)).not.toBe(cookiesOf(second.cookies));
      const session = await accounts.signIns.sessionOf({ cookies: cookiesOf(first.cookies) });
      expect(session).toMatchObject({ userId: USER.id, email: USER.email, hasSecondFactor: false });
      const wrong = { email: USER.email, password: 'another password' };
      expect(await accounts.signIns.withPassword(testBrowser(), wrong)).toMatchObject({ outcome: 'wrong' });
    });

    test('another instance knows the session, and that it ended', async () => {
      const accounts = await withUser();
      const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
      const other = accountsOn(await another());
      expect(await other.signIns.sessionOf(browser)).not.toBeNull();
      await accounts.signIns.signOut(browser);
      expect(await other.signIns.sessionOf(browser)).toBeNull();
    });

    test('the store holds no token that a browser sends, and no password', async () => {
      const accounts = await withUser();
      const cookie = decodeURIComponent(cookiesOf((await signIn(accounts)).cookies));
      const token = /session=([^.]+)\./.exec(cookie)?.[1] ?? 'none';
      expect(token).toHaveLength(32);
      const question = { tags: [`userId:${USER.id}`], after: null, limit: 10 };
      const kept = [
        ...(await store().collections.list('sessions', question)),
        ...(await store().collections.list('credentials', question)),
      ];
      expect(kept).toHaveLength(2);
      expect(JSON.stringify(kept)).not.toContain(token);
      expect(JSON.stringify(kept)).not.toContain(password);
    });

    test('a code signs in once, whoever of two instances takes it', async () => {
      const { accounts, secret } = await withFactor();
      const other = accountsOn(await another());
      const asked = [await signIn(accounts), await signIn(other)];
      expect(outcomes(asked)).toEqual(['code-asked', 'code-asked']);
      const code = totpCode(secret);
      const [one, two] = asked.map(({ cookies }) => testBrowser(cookiesOf(cookies)));
      if (one === undefined || two === undefined) throw new Error('two browsers are needed');
      const answers = await Promise.all([
        accounts.signIns.withCode(one, { kind: 'totp', code }),
        other.signIns.withCode(two, { kind: 'totp', code }),
      ]);
      expect(outcomes(answers)).toEqual(['signed-in', 'wrong']);
      expect(await accounts.secondFactors.use(USER.id, code)).toBe('wrong');
      expect(await other.secondFactors.use(USER.id, totpCode(secret, 1))).toBe('accepted');
      // One before the last that was used is used, too.
      expect(await other.secondFactors.use(USER.id, code)).toBe('wrong');
    });

    test('of wrong codes that come at once no more are compared than one after the other, until the lock is lifted', async () => {
      const { accounts, secret, backupCodes } = await withFactor();
      const other = accountsOn(await another());
      const asked = await Promise.all(Array.from({ length: 24 }, () => signIn(accounts)));
      const right = new Set([-1, 0, 1, 2].map((offset) => totpCode(secret, offset)));
      const wrong = ['000000', '000001', '000002', '000003', '000004'].find((code) => !right.has(code)) ?? '';
      const give = ({ cookies }: SignInAnswer, at: number, code: string, kind: 'totp' | 'backup' = 'totp') =>
        (at % 2 === 0 ? accounts : other).signIns.withCode(testBrowser(cookiesOf(cookies)), { kind, code });
      const answers = await Promise.all(asked.map((one, at) => give(one, at, wrong, at % 4 < 2 ? 'totp' : 'backup')));
      expect(answers.filter(({ outcome }) => outcome === 'wrong').length).toBeLessThanOrEqual(10);
      const again = await signIn(accounts);
      expect(await give(again, 0, totpCode(secret, 1))).toMatchObject({ outcome: 'locked' });
      expect(await give(again, 0, backupCodes[0] ?? '', 'backup')).toMatchObject({ outcome: 'locked' });
      await accounts.guard.lift(USER.id);
      expect(await give(again, 0, totpCode(secret, 1))).toMatchObject({ outcome: 'signed-in' });
    });

    test('a backup code signs in once', async () => {
      const { accounts, backupCodes } = await withFactor();
      const [code = ''] = backupCodes;
      const take = async () => {
        const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
        return accounts.signIns.withCode(browser, { kind: 'backup', code });
      };
      expect([(await take()).outcome, (await take()).outcome]).toEqual(['signed-in', 'wrong']);
    });

    test('turning the second factor on ends sessions that began without it', async () => {
      const accounts = await withUser();
      const former = testBrowser(cookiesOf((await signIn(accounts)).cookies));
      const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
      const offer = await accounts.secondFactors.offer(USER.id);
      if (typeof offer === 'string') throw new Error(offer);
      const on = await accounts.secondFactors.turnOn(browser, totpCode(fromBase32(offer.secret)));
      expect(await accounts.signIns.sessionOf(former)).toBeNull();
      expect(await accounts.signIns.sessionOf(browser)).toBeNull();
      const session = await accounts.signIns.sessionOf({ cookies: cookiesOf(on.cookies) });
      expect(session?.hasSecondFactor).toBe(true);
      expect(await accounts.secondFactors.offer(USER.id)).toBe('set-up-already');
    });

    test('what is to be set up stays the same until it is turned on, or an hour has passed', async () => {
      const accounts = await withUser();
      const key = SECRET;
      const { collections } = store();
      const offers = await Promise.all([0, 1, 2].map(() => accounts.secondFactors.offer(USER.id)));
      expect(new Set(offers.map((offer) => JSON.stringify(offer))).size).toBe(1);
      expect(offers[0]).toMatchObject({ address: expect.stringContaining('vinseal:one%40people.example') });
      const later = { collections, key, now: () => Date.now() + 3_600_001 };
      const another = await offerFactor(later, USER.id);
      expect(another).not.toEqual(offers[0]);
      const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
      const [shown] = offers;
      if (shown === undefined || typeof shown === 'string') throw new Error('nothing is offered');
      expect(await accounts.secondFactors.turnOn(browser, totpCode(fromBase32(shown.secret)))).toMatchObject({
        outcome: 'wrong',
      });
      expect(await isOfferOpen({ ...later, now: () => Date.now() + 7_300_000 }, USER.id)).toBe(false);
    });

    test('another authenticator is the one once it gave a code, and no moment before', async () => {
      const { accounts, secret, backupCodes } = await withFactor();
      const { use } = accounts.secondFactors;
      const { begin: beginChange, finish: finishChange } = accounts.factorChanges;
      const proof = { code: totpCode(secret), form: 'form-1' };
      expect(await beginChange(USER.id, { ...proof, code: '000000' })).toBe('code-wrong');
      const begun = await Promise.all([beginChange(USER.id, proof), beginChange(USER.id, proof)]);
      const [offer] = begun;
      if (offer === undefined || offer === 'code-wrong') throw new Error('the change has not begun');
      expect(begun[1]).toEqual(offer);
      const other = fromBase32(offer.secret);
      expect(await use(USER.id, totpCode(other))).toBe('wrong');
      expect(await use(USER.id, totpCode(secret, 1))).toBe('accepted');
      // Begun again, with a backup code: still what was shown.
      expect(await beginChange(USER.id, { code: backupCodes[0] ?? '', form: 'form-2' })).toEqual(offer);
      expect(await beginChange(USER.id, { code: backupCodes[0] ?? '', form: 'form-3' })).toBe('code-wrong');
      expect(await finishChange(USER.id, totpCode(secret))).toBe('code-wrong');
      const code = totpCode(other);
      const ends = await Promise.all([finishChange(USER.id, code), finishChange(USER.id, code)]);
      expect(ends.toSorted()).toEqual(['changed', 'over']);
      expect([await use(USER.id, code), await use(USER.id, totpCode(secret, 1))]).toEqual(['wrong', 'wrong']);
      expect(await use(USER.id, totpCode(other, 1))).toBe('accepted');
      const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
      const backup = { kind: 'backup', code: backupCodes[1] ?? '' } as const;
      expect(await accounts.signIns.withCode(browser, backup)).toMatchObject({ outcome: 'signed-in' });
    });

    test('new backup codes end the former ones, and a form that is sent twice ends none that it showed', async () => {
      const { accounts, secret, backupCodes } = await withFactor();
      const { renewBackupCodes } = accounts.factorChanges;
      expect(await renewBackupCodes(USER.id, { code: backupCodes[0] ?? '', form: 'x' })).toBe('code-wrong');
      const proof = { code: totpCode(secret), form: 'form-1' };
      const renewed = await Promise.all([renewBackupCodes(USER.id, proof), renewBackupCodes(USER.id, proof)]);
      const [one, two] = renewed.map((answer) => (answer === 'code-wrong' ? [] : answer.codes));
      expect(one).toHaveLength(10);
      expect(two).toEqual(one);
      expect(renewed.map((answer) => answer !== 'code-wrong' && answer.isRepeated).toSorted()).toEqual([false, true]);
      expect(await renewBackupCodes(USER.id, { ...proof, form: 'form-2' })).toBe('code-wrong');
      const take = async (code = '') => {
        const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
        return (await accounts.signIns.withCode(browser, { kind: 'backup', code })).outcome;
      };
      expect([await take(backupCodes[0]), await take(one?.[0])]).toEqual(['wrong', 'signed-in']);
    });

    test('a passkey is found by its credential, listed, and removed alone, with the second factor or with the user', async () => {
      const { accounts } = await withFactor();
      const adapter = adapterOn(store().collections);
      const keep = async (credentialID: string) => {
        const kind = { deviceType: 'singleDevice', backedUp: false, transports: 'internal', aaguid: '' };
        const key = { name: credentialID, publicKey: 'AA==', userId: USER.id, counter: 1, createdAt: new Date() };
        const data = { ...kind, ...key, credentialID };
        return (await adapter.create<typeof data & { id: string }>({ model: 'passkey', data })).id;
      };
      const named = async () => (await accounts.passkeys.list(USER.id)).map(({ name }) => name).toSorted();
      const [one] = [await keep('credential-1'), await keep('credential-2'), await keep('credential-3')];
      await expect(keep('credential-2')).rejects.toThrow();
      const where = [{ field: 'credentialID', value: 'credential-2' }];
      await adapter.update({ model: 'passkey', where, update: { counter: 7 } });
      expect(await adapter.findOne({ model: 'passkey', where })).toMatchObject({ counter: 7, userId: USER.id });
      expect(await accounts.passkeys.remove('somebody else', one ?? '')).toBe(false);
      expect(await accounts.passkeys.remove(USER.id, one ?? '')).toBe(true);
      expect(await named()).toEqual(['credential-2', 'credential-3']);
      await accounts.secondFactors.remove(USER.id);
      expect(await named()).toEqual([]);
      await keep('credential-2');
      await accounts.credentials.remove(USER.id);
      expect(await named()).toEqual([]);
    });

    test('of two who use one link for a password, one sets it; sessions end', async () => {
      const accounts = await withUser();
      const browser = testBrowser(cookiesOf((await signIn(accounts)).cookies));
      const begun = await accounts.resets.begin(USER.email);
      const other = accountsOn(await another());
      const token = begun?.token ?? '';
      const answers = await Promise.all([
        accounts.resets.finish(token, 'the first of two'),
        other.resets.finish(token, 'the second of two'),
      ]);
      expect(answers.toSorted()).toEqual([false, true]);
      expect(await accounts.signIns.sessionOf(browser)).toBeNull();
      expect(await accounts.resets.begin('nobody@people.example')).toBeNull();
    });

    test('a user who is removed has no session, password or second factor', async () => {
      const { accounts, cookies } = await withFactor();
      await accounts.credentials.remove(USER.id);
      expect(await accounts.signIns.sessionOf({ cookies })).toBeNull();
      expect((await signIn(accounts)).outcome).toBe('wrong');
      expect(await store().collections.findUnique('second-factors', `userId:${USER.id}`)).toBeNull();
    });

    test('whom a provider proved is asked for the code alone, and the session keeps its terms', async () => {
      const { accounts, secret } = await withFactor();
      const terms = { issuer: 'https://issuer.example', secondFactor: false };
      const asked = await accounts.signIns.withProvider(testBrowser(), USER.id, terms);
      expect(asked.outcome).toBe('code-asked');
      expect(await accounts.signIns.sessionOf({ cookies: cookiesOf(asked.cookies) })).toBeNull();
      const other = accountsOn(await another());
      const given = { kind: 'totp', code: totpCode(secret) } as const;
      const signed = await other.signIns.withCode(testBrowser(cookiesOf(asked.cookies)), given);
      const session = await accounts.signIns.sessionOf({ cookies: cookiesOf(signed.cookies) });
      expect(session).toMatchObject({ userId: USER.id, hasSecondFactor: true, terms });
      // A password proves nothing of a provider, also beside cookies of one.
      const byPassword = await accounts.signIns.withPassword(testBrowser(cookiesOf(asked.cookies)), USER);
      const next = { kind: 'totp', code: totpCode(secret, 1) } as const;
      const own = await accounts.signIns.withCode(testBrowser(cookiesOf(byPassword.cookies)), next);
      expect(await accounts.signIns.sessionOf({ cookies: cookiesOf(own.cookies) })).toMatchObject({ terms: null });
    });

    test('a provider that asked for the second factor is enough, and nobody unknown signs in', async () => {
      const { accounts } = await withFactor();
      const terms = { issuer: 'https://issuer.example', secondFactor: true };
      const signed = await accounts.signIns.withProvider(testBrowser(), USER.id, terms);
      expect(await accounts.signIns.sessionOf({ cookies: cookiesOf(signed.cookies) })).toMatchObject({ terms });
      const changed = { former: password, next: 'eight quiet lorries' };
      const { cookies } = await accounts.credentials.changePassword(testBrowser(cookiesOf(signed.cookies)), changed);
      expect(await accounts.signIns.sessionOf({ cookies: cookiesOf(cookies) })).toMatchObject({ terms });
      expect(await accounts.signIns.withProvider(testBrowser(), 'nobody', terms)).toMatchObject({ outcome: 'wrong' });
    });

    test('no address signs in whom its caller names', async () => {
      const passwords = openPasswordHash();
      const { collections } = store();
      const auth = openAuth({ collections, secret: SECRET, publicUrl: 'https://check.example', passwords });
      const body = JSON.stringify({ userId: USER.id, issuer: 'https://issuer.example', providerFactor: true });
      const headers = { 'content-type': 'application/json', origin: 'https://check.example' };
      for (const path of [auth.api.signInProven.path, auth.api.signInProvenTwice.path]) {
        const asked = new Request(`https://check.example/accounts${path}`, { method: 'POST', headers, body });
        expect((await auth.handler(asked)).status).toBe(404);
      }
    });

    test('of two who come back from a provider with one state, one is taken, in its browser and time', async () => {
      const at = '2026-07-01T06:00:00.000Z';
      const [one, two] = [store().collections, (await another()).collections];
      const step = { organisationId: 'office', to: '', locale: 'en' } as const;
      const keep = (state: string) => keepStep(one, { ...step, checks: { state, nonce: 'n', verifier: 'v' } }, 'b', at);
      const back = { state: 'first', browserKey: 'b', organisationId: 'office' };
      await keep('first');
      await keep('second');
      expect(await takeStep(two, { ...back, browserKey: 'c' }, at)).toBeNull();
      expect(await takeStep(two, { ...back, organisationId: 'other' }, at)).toBeNull();
      const taken = await Promise.all([takeStep(one, back, at), takeStep(two, back, at)]);
      expect(taken.filter((found) => found !== null)).toHaveLength(1);
      const later = new Date(Date.parse(at) + STEP_MS).toISOString();
      expect(await takeStep(one, { ...back, state: 'second' }, later)).toBeNull();
    });

    test('of two whom a provider calls the same, or who have one address there, one is bound', async () => {
      const people = ['p-1', 'p-2'].map((id) => ({
        ...{ id, organisationId: 'office', name: id, email: `${id}@office.example`, roles: [], locale: 'en' as const },
        ...{ notices: true, state: 'active' as const, since: USER.at, endedAt: null },
        ...{ secondFactorSince: null, proposal: null, identity: null, invitedBy: null },
      }));
      const put = people.map(personRecord);
      await store().collections.change([], () => ({ put, remove: [], entries: [], answer: null }));
      const label = { 'zh-CN': 'x', en: 'x', ru: 'x' };
      const policy = { organisationId: 'office', issuer: 'https://issuer.example', label, domains: [] };
      const proven = (subject: string, email: string) => ({ subject, email, emailVerified: true, acr: null, amr: [] });
      const bind = (on: ContractStore, subject: string, email: string) =>
        personOfIdentity(
          { ...on, clock: SYSTEM_CLOCK, words: WORDS, publicUrl: '', post: () => undefined },
          { ...policy, passwords: 'allowed', secondFactor: null },
          proven(subject, email),
        );
      const other = await another();
      const [same, again] = await Promise.all([
        bind(store(), 'one', 'p-1@office.example'),
        bind(other, 'one', 'p-2@office.example'),
      ]);
      // Who comes second is the first one, or nobody.
      const ids = [same, again].flatMap((answer) => (answer.ok ? [answer.value.id] : []));
      expect(new Set(ids).size).toBe(1);
      const left = ids[0] === 'p-1' ? 'p-2' : 'p-1';
      const late = await Promise.all([
        bind(store(), 'two', `${left}@office.example`),
        bind(other, 'three', `${left}@office.example`),
      ]);
      expect(late.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
      expect(late).toContainEqual(
        expect.objectContaining({ problem: expect.objectContaining({ code: 'provider-subject-changed' }) }),
      );
    });

    test('of many who count and consume at once, each counts, and one consumes', async () => {
      const adapter = adapterOn(store().collections);
      const at = new Date('2026-07-01T06:00:00.000Z');
      const data = { identifier: 'x', value: '1', expiresAt: at, createdAt: at, updatedAt: at };
      const { id } = await adapter.create<typeof data & { id: string }>({ model: 'verification', data });
      const where = [{ field: 'id', value: id }];
      const consumed = await Promise.all([0, 1, 2].map(() => adapter.consumeOne({ model: 'verification', where })));
      expect(consumed.filter((row) => row !== null)).toHaveLength(1);
      expect(await adapter.findMany({ model: 'verification', where: [{ field: 'identifier', value: 'x' }] })).toEqual(
        [],
      );
    });

    test('what no text or tag finds throws, and so does a model without a place', async () => {
      const adapter = adapterOn(store().collections);
      const ask = (model: string, where: Parameters<typeof adapter.findMany>[0]['where']) =>
        adapter.findMany({ model, where: where ?? [] });
      await expect(ask('user', [{ field: 'name', value: 'x' }])).rejects.toThrow('not found by');
      await expect(ask('user', [])).rejects.toThrow('not found by');
      const either = [
        { field: 'email', value: 'x', connector: 'OR' as const },
        { field: 'id', value: 'y', connector: 'OR' as const },
      ];
      await expect(ask('user', either)).rejects.toThrow('either');
      await expect(ask('rateLimit', [{ field: 'id', value: 'x' }])).rejects.toThrow();
    });
  });
}
