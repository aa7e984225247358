/** Letters that wait: what a mail server may do to them, over several instances, and what the store knows of them. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openLetterCipher } from '../../../server/accounts/letter-cipher.ts';
import { dropLetters } from '../../../server/app/letters/drop-letters.ts';
import { ALL_LETTERS } from '../../../server/app/letters/letter-records.ts';
import { lettersStanding } from '../../../server/app/letters/letters-standing.ts';
import { queueLetter } from '../../../server/app/letters/queue-letter.ts';
import { sendLetters } from '../../../server/app/letters/send-letters.ts';
import { random } from '../../../server/compose/random.ts';
import { openSmtpMail } from '../../../server/outbound/mail/smtp-mail.ts';
import type { Collections } from '../../../server/ports/collections.ts';
import type { MakeFixture } from '../../contract/store-fixture.ts';
import { useStores } from '../../contract/use-stores.ts';
import { describeWithMongo } from '../../stores/mongo/mongo-suite.ts';
import { sqliteFixture } from '../../stores/sqlite/sqlite-fixture.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';

const MINUTE = 60_000;
const LINK = 'https://check.example/en/invitation/secret-token';
const cipherOf = (secret: string) => openLetterCipher({ secret: async () => secret, randomBytes: random });

function lettersSuite(name: string, makeFixture: MakeFixture): void {
  describe(`${name}: letters`, () => {
    const { store, another } = useStores(makeFixture);
    let server: MailServer;
    let now: number;
    let met: string[];
    beforeEach(async () => {
      server = await startMailServer();
      [now, met] = [Date.parse('2026-07-01T06:00:00.000Z'), []];
    });
    afterEach(() => server.close());
    const clock = { now: () => new Date(now).toISOString() };
    const instance = (collections: Collections, { secret = 'secret', isHeld = false, listens = true } = {}) => {
      const cipher = cipherOf(secret);
      const url = listens ? server.url : 'smtp://127.0.0.1:1';
      const times = { stepMs: 250, wholeMs: 1_000 };
      const mail = openSmtpMail({ url, from: 'vinseal@company.example', times });
      return {
        queue: (to: string, kind = 'invitation') =>
          queueLetter({ collections, cipher, clock, randomBytes: random }, { to, kind, subject: 'Hello', text: LINK }),
        send: () =>
          sendLetters({
            ...{ collections, cipher, clock, mail, isStopped: () => false, isHeld: async () => isHeld },
            onFailure: (failure) => void met.push(failure),
          }),
      };
    };
    const standing = () => lettersStanding(store().collections);
    const recipients = () => server.received.map((letter) => /^To: (.*)$/m.exec(letter)?.[1]).toSorted();

    test('wait without their address or link, are sent once and erased', async () => {
      const one = instance(store().collections);
      await one.queue('a@b.example');
      const stored = await store().collections.list('letters', { tags: [ALL_LETTERS], after: null, limit: 10 });
      const text = JSON.stringify(stored);
      for (const secret of ['a@b.example', 'secret-token', 'Hello']) expect(text).not.toContain(secret);
      for (let rounds = 0; rounds < 2; rounds += 1) await one.send();
      expect(recipients()).toEqual(['a@b.example']);
      expect(await standing()).toEqual({ waiting: 0, failed: 0, oldest: null, failure: null });
      expect(await store().collections.count('letters', [ALL_LETTERS], 10)).toBe(0);
    });

    test('are sent once each by two instances at once', async () => {
      const [one, other] = [instance(store().collections), instance((await another()).collections)];
      const all = Array.from({ length: 6 }, (_, index) => `p${index}@b.example`);
      for (const to of all) await one.queue(to, 'batch-finished');
      await Promise.all([one.send(), other.send()]);
      expect(recipients()).toEqual(all);
    });

    test('wait while the server hangs or cannot be reached, after pauses that grow, and are sent when it is back', async () => {
      const one = instance(store().collections);
      const lost = instance(store().collections, { listens: false });
      await one.queue('a@b.example');
      await one.queue('b@b.example');
      server.manner = 'hangs';
      await one.send();
      // The server is what is wrong: the other letter would wait for it as long.
      expect(met).toEqual(['timed-out']);
      now += MINUTE;
      await lost.send();
      expect(met).toEqual(['timed-out', 'unreachable']);
      expect(await standing()).toMatchObject({ waiting: 2, failed: 0, oldest: '2026-07-01T06:00:00.000Z' });
      server.manner = 'takes';
      now += 4 * MINUTE;
      await one.send();
      expect(recipients()).toEqual(['a@b.example', 'b@b.example']);
    });

    test('come again under the same id where the server dies after it took them', async () => {
      const one = instance(store().collections);
      await one.queue('a@b.example');
      server.manner = 'dies-after';
      await one.send();
      expect((await standing()).waiting).toBe(1);
      [server.manner, now] = ['takes', now + 2 * MINUTE];
      await one.send();
      const ids = server.received.map((letter) => /^Message-ID: (.*)$/m.exec(letter)?.[1]);
      expect([ids.length, new Set(ids).size, (await standing()).waiting]).toEqual([2, 1, 0]);
    });

    test('that the server refuses for good are given up after eight times, and say no more than that', async () => {
      const one = instance(store().collections);
      await one.queue('refused@b.example');
      for (let rounds = 0; rounds < 10; rounds += 1, now += 61 * MINUTE) await one.send();
      expect(met).toEqual(Array(8).fill('refused'));
      expect(await standing()).toEqual({ waiting: 0, failed: 1, oldest: null, failure: 'refused' });
      const [record] = await store().collections.list('letters', { tags: [ALL_LETTERS], after: null, limit: 10 });
      expect(JSON.parse(record?.data ?? '')).toMatchObject({ kind: 'invitation', sealed: null });
    });

    test('are not sent once they are of no use: a link that sets a password works for an hour', async () => {
      const one = instance(store().collections);
      await one.queue('a@b.example', 'password-reset');
      await one.queue('b@b.example', 'batch-finished');
      now += 61 * MINUTE;
      await one.send();
      expect([recipients(), (await standing()).failed]).toEqual([['b@b.example'], 1]);
    });

    test('of whoever died are sent by another instance', async () => {
      const one = instance(store().collections);
      await one.queue('a@b.example');
      const dying = { ...store().collections };
      let changes = 0;
      dying.change = (keys, decide) => {
        changes += 1;
        return changes === 1 ? store().collections.change(keys, decide) : Promise.reject(new Error('dead'));
      };
      server.manner = 'dies-before';
      await expect(instance(dying).send()).rejects.toThrow('dead');
      server.manner = 'takes';
      await one.send();
      expect(recipients()).toEqual([]);
      now += 6 * MINUTE;
      await one.send();
      expect(recipients()).toEqual(['a@b.example']);
    });

    test('stay where the store may be an older one, and are dropped with a restore', async () => {
      await instance(store().collections).queue('a@b.example');
      await instance(store().collections, { isHeld: true }).send();
      expect([recipients(), (await standing()).waiting]).toEqual([[], 1]);
      await dropLetters(store().collections);
      await instance(store().collections).send();
      expect([recipients(), (await standing()).waiting]).toEqual([[], 0]);
    });

    test('stored under another secret wait for who has it', async () => {
      await instance(store().collections).queue('a@b.example');
      await instance(store().collections, { secret: 'other' }).send();
      expect(met).toEqual(['not-readable']);
      now += MINUTE;
      await instance(store().collections).send();
      expect(recipients()).toEqual(['a@b.example']);
    });
  });
}

lettersSuite('SQLite', sqliteFixture);
describeWithMongo('letters on MongoDB', ({ database }) => {
  lettersSuite('MongoDB', () => database().fixture());
});
