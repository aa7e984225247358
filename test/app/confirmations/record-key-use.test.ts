import { beforeEach, expect, test } from '@jest/globals';
import { recordKeyUse } from '../../../server/app/confirmations/record-key-use.ts';
import { actorRef, operatorActor } from '../../../server/model/access/actor.ts';
import type { AuditEntry } from '../../../server/model/access/audit-entry.ts';
import { prepareSignature, spendPreparedSignature } from '../../../server/model/sealing/prepared-signature.ts';
import { KeySourceError } from '../../../server/ports/key-source-error.ts';
import type { SigningKey } from '../../../server/ports/signing-keys.ts';
import { sqliteFixture } from '../../stores/sqlite/sqlite-fixture.ts';

const VALUE = new Uint8Array([7]);
const ZHANG = operatorActor('zhang');
const clock = { now: () => '2026-03-01T08:00:00.000Z' };
const parts = {
  number: 'ASC-TEST',
  manufacturerId: 'maker',
  documentDigest: 'abcd',
  signedAttributes: new Uint8Array([0x31, 0]),
};

/** What happened, in its order: entries that became durable, and the question to the key. */
let events: (AuditEntry | 'asked')[];
beforeEach(() => {
  events = [];
});

const key: SigningKey = {
  id: 'key-1',
  algorithm: 'ecdsa-p256-sha256',
  certificate: new Uint8Array(),
  chain: [],
  sign: async (prepared) => {
    events.push('asked');
    spendPreparedSignature(prepared, 'maker');
    return VALUE;
  },
};

/** A log that writes slowly, and from its `failsAt`-th entry on not at all. */
const logThat = (failsAt = Number.POSITIVE_INFINITY) => {
  let count = 0;
  return {
    append: async (entry: AuditEntry) => {
      count += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (count >= failsAt) throw new Error('the disk is full');
      events.push(entry);
    },
  };
};

const entry = (phase: AuditEntry['phase'], more: Record<string, string> = {}): AuditEntry => ({
  stream: 'manufacturer:maker',
  at: clock.now(),
  actor: actorRef(ZHANG),
  action: 'use-key',
  phase,
  subject: { kind: 'key', id: 'key-1' },
  detail: { number: 'ASC-TEST', documentDigest: 'abcd', ...more },
});

test('every use is durable before the key is asked, and its outcome after: who, what hash, which key', async () => {
  const recorded = recordKeyUse({ clock, auditLog: logThat() }, key, ZHANG);
  expect(await recorded.sign(prepareSignature(parts))).toBe(VALUE);
  expect(events).toEqual([entry('intended'), 'asked', entry('succeeded')]);
});

test('another process sees the entry while the key is asked', async () => {
  const fixture = await sqliteFixture();
  const [store, other] = [await fixture.open(), await fixture.open()];
  const told = async () => (await other.auditLog.about({ kind: 'key', id: 'key-1' }, 9)).map(({ phase }) => phase);
  const asking = { ...key, sign: async () => new TextEncoder().encode((await told()).join(' ')) };
  const recorded = recordKeyUse({ clock, auditLog: store.auditLog }, asking, ZHANG);
  expect(new TextDecoder().decode(await recorded.sign(prepareSignature(parts)))).toBe('intended');
  expect(await told()).toEqual(['intended', 'succeeded']);
  await fixture.dispose();
});

test('a use that cannot be written down does not reach the key', async () => {
  const recorded = recordKeyUse({ clock, auditLog: logThat(1) }, key, ZHANG);
  await expect(recorded.sign(prepareSignature(parts))).rejects.toThrow('the disk is full');
  expect(events).toEqual([]);
});

test('a signature whose outcome cannot be written down does not leave', async () => {
  const recorded = recordKeyUse({ clock, auditLog: logThat(2) }, key, ZHANG);
  await expect(recorded.sign(prepareSignature(parts))).rejects.toThrow('the disk is full');
  expect(events).toEqual([entry('intended'), 'asked']);
});

test.each([
  ['by its code', new KeySourceError('pin-wrong', 'PIN 1234 refused'), 'pin-wrong'],
  ['without its words', new Error('secret'), 'internal-error'],
])('a key that does not sign is told %s', async (_what, fault, code) => {
  const refusing = { ...key, sign: () => Promise.reject(fault) };
  const recorded = recordKeyUse({ clock, auditLog: logThat() }, refusing, ZHANG);
  await expect(recorded.sign(prepareSignature(parts))).rejects.toBe(fault);
  expect(events).toEqual([entry('intended'), entry('failed', { code })]);
});

test('what is no token, or was used, is neither signed nor written down', async () => {
  const recorded = recordKeyUse({ clock, auditLog: logThat() }, key, ZHANG);
  await expect(recorded.sign({ ...parts })).rejects.toThrow('not a prepared signature');
  const token = prepareSignature(parts);
  await recorded.sign(token);
  events = [];
  await expect(recorded.sign(token)).rejects.toThrow('not a prepared signature');
  expect(events).toEqual([]);
});
