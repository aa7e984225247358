import { expect, test } from '@jest/globals';
import { CK, type Cryptoki, type Handle } from '../../../server/keys/pkcs11/library.ts';
import { Token } from '../../../server/keys/pkcs11/token.ts';

/** A module that counts what it is asked for; only what a pool of sessions needs. */
function countingModule(faults: { readonly login?: number } = {}) {
  const counts = { sessions: 0, logins: 0, closed: 0 };
  const told = { flags: 0 };
  const module = {
    C_Initialize: ({ flags }: { readonly flags: number }) => {
      told.flags = flags;
    },
    C_GetSlotList: () => [Buffer.from('slot')],
    C_GetTokenInfo: () => ({ label: 'token           ' }),
    C_OpenSession: () => {
      counts.sessions += 1;
      return Buffer.from(String(counts.sessions));
    },
    C_CloseSession: () => {
      counts.sessions -= 1;
    },
    C_CloseAllSessions: () => {
      counts.closed += 1;
    },
    C_Login: () => {
      counts.logins += 1;
      if (faults.login !== undefined) throw returnValue(faults.login);
    },
  };
  return { counts, told, cryptoki: module as unknown as Cryptoki };
}

const returnValue = (code: number) => Object.assign(new Error('CKR'), { code });
const PIN_INCORRECT = 0xa0;
const SESSION_HANDLE_INVALID = 0xb3;
const MECHANISM_INVALID = 0x70;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function open(cryptoki: Cryptoki, sessions: number, readPin = async () => 'pin') {
  return new Token({ cryptoki, label: 'token', readPin, sessions });
}

test('no more work at once than sessions, and each session is used again', async () => {
  const { counts, cryptoki } = countingModule();
  const token = open(cryptoki, 3);
  let now = 0;
  let most = 0;
  const used = new Set<string>();
  const work = async (session: Handle) => {
    used.add(String(session));
    now += 1;
    most = Math.max(most, now);
    await turn();
    now -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => token.withSession(work)));
  expect(most).toBe(3);
  expect(used.size).toBe(3);
  // One more than the pool: the session of the login.
  expect(counts).toEqual({ sessions: 4, logins: 1, closed: 0 });
});

test('work that fails gives its session back', async () => {
  const { cryptoki } = countingModule();
  const token = open(cryptoki, 1);
  const fails = () => token.withSession(async () => Promise.reject(returnValue(MECHANISM_INVALID)));
  await expect(fails()).rejects.toMatchObject({ code: 'source-unavailable' });
  await expect(fails()).rejects.toMatchObject({ code: 'source-unavailable' });
  expect(await token.withSession(async () => 'done')).toBe('done');
});

test('a lost token is opened anew once for all who use it, and the work is done once more', async () => {
  const { counts, cryptoki } = countingModule();
  const token = open(cryptoki, 4);
  const attempts: number[] = [];
  const work = async () => {
    const attempt = attempts.push(token.generation);
    await turn();
    if (attempt <= 4) throw returnValue(SESSION_HANDLE_INVALID);
    return 'done';
  };
  expect(await Promise.all(Array.from({ length: 4 }, () => token.withSession(work)))).toEqual(Array(4).fill('done'));
  expect(attempts).toHaveLength(8);
  expect(counts).toMatchObject({ logins: 2, closed: 1 });
});

test('a lost token’s sessions are closed when nobody signs in one any more, and nobody gets one before', async () => {
  const { counts, cryptoki } = countingModule();
  const token = open(cryptoki, 3);
  const slow = Promise.withResolvers<string>();
  let attempts = 0;
  const signing = token.withSession(() => {
    attempts += 1;
    return slow.promise;
  });
  await turn();
  let losses = 0;
  const losing = token.withSession(async () => {
    losses += 1;
    if (losses === 1) throw returnValue(SESSION_HANDLE_INVALID);
    return 'opened anew';
  });
  const late = token.withSession(async () => 'late');
  for (let round = 0; round < 5; round += 1) await turn();
  expect([counts.closed, counts.logins, losses]).toEqual([0, 1, 1]);
  slow.resolve('signed');
  expect(await Promise.all([signing, losing, late])).toEqual(['signed', 'opened anew', 'late']);
  expect([counts.closed, counts.logins, attempts]).toEqual([1, 2, 1]);
});

test('closing waits for what is under way', async () => {
  const { counts, cryptoki } = countingModule();
  const token = open(cryptoki, 2);
  const slow = Promise.withResolvers<string>();
  const signing = token.withSession(() => slow.promise);
  await turn();
  const closing = token.close();
  await turn();
  expect(counts.closed).toBe(0);
  slow.resolve('signed');
  await closing;
  expect([await signing, counts.closed]).toEqual(['signed', 1]);
});

test('a refused login leaves no session behind', async () => {
  const { counts, cryptoki } = countingModule({ login: PIN_INCORRECT });
  await expect(open(cryptoki, 1).withSession(async () => 'never')).rejects.toMatchObject({ code: 'pin-wrong' });
  expect(counts).toEqual({ sessions: 0, logins: 1, closed: 0 });
});

test('a token that stays lost is a fault after the second time', async () => {
  const { counts, cryptoki } = countingModule();
  const work = async () => Promise.reject(returnValue(SESSION_HANDLE_INVALID));
  await expect(open(cryptoki, 1).withSession(work)).rejects.toMatchObject({ code: 'source-unavailable' });
  expect(counts.logins).toBe(2);
});

test('a refused PIN is given to the token once, however often work is asked for', async () => {
  const { counts, cryptoki } = countingModule({ login: PIN_INCORRECT });
  let pin = 'wrong';
  const token = open(cryptoki, 2, async () => pin);
  const asks = () => token.withSession(async () => 'never');
  for (let round = 0; round < 4; round += 1) await expect(asks()).rejects.toMatchObject({ code: 'pin-wrong' });
  await Promise.all(Array.from({ length: 4 }, () => expect(asks()).rejects.toMatchObject({ code: 'pin-wrong' })));
  expect(counts.logins).toBe(1);
  pin = 'wrong too';
  await expect(asks()).rejects.toMatchObject({ code: 'pin-wrong' });
  expect(counts.logins).toBe(2);
});

test('the module is told that several threads use it', async () => {
  const { told, cryptoki } = countingModule();
  await open(cryptoki, 1).withSession(async () => {});
  expect(told.flags).toBe(CK.osLockingOk);
});
