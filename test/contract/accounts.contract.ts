import { passkey } from '@better-auth/passkey';
import { describe, expect, test } from '@jest/globals';
import { collectionsAdapter } from '../../server/accounts/collections-adapter.ts';
import { isOfferOpen, offerFactor } from '../../server/accounts/factor-set-up.ts';
import { openAccounts } from '../../server/accounts/open-accounts.ts';
import { SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import type { SignInAnswer } from '../../server/ports/accounts.ts';
import type { Collections } from '../../server/ports/collections.ts';
import { cookiesOf, fromBase32, TEST_PASSWORD as password, testBrowser, totpCode } from '../support/people.ts';
import type { ContractStore, MakeFixture } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

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
