import { expect, test } from '@jest/globals';
import { recordKeyUse } from '../../../server/app/confirmations/record-key-use.ts';
import { prepareSignature, spendPreparedSignature } from '../../../server/model/sealing/prepared-signature.ts';
import type { AuditEntry } from '../../../server/ports/audit-log.ts';
import type { SigningKey } from '../../../server/ports/signing-keys.ts';

const VALUE = new Uint8Array([7]);
const clock = { now: () => '2026-03-01T08:00:00.000Z' };
const key: SigningKey = {
  id: 'key-1',
  algorithm: 'ecdsa-p256-sha256',
  certificate: new Uint8Array(),
  chain: [],
  sign: async (prepared) => {
    spendPreparedSignature(prepared, 'maker');
    return VALUE;
  },
};
const parts = {
  number: 'ASC-TEST',
  manufacturerId: 'maker',
  documentDigest: 'abcd',
  signedAttributes: new Uint8Array([0x31, 0]),
};

test('every use is written down: who, what hash, which key', async () => {
  const entries: AuditEntry[] = [];
  const recorded = recordKeyUse(
    { clock, auditLog: { append: async (entry) => void entries.push(entry) } },
    key,
    'zhang',
  );
  expect(await recorded.sign(prepareSignature(parts))).toBe(VALUE);
  const detail = { keyId: 'key-1', documentDigest: 'abcd' };
  expect(entries).toEqual([{ at: clock.now(), by: 'zhang', action: 'signed', number: 'ASC-TEST', detail }]);
});

test('a signature that cannot be written down does not leave', async () => {
  const auditLog = { append: async () => Promise.reject(new Error('the disk is full')) };
  const recorded = recordKeyUse({ clock, auditLog }, key, 'zhang');
  await expect(recorded.sign(prepareSignature(parts))).rejects.toThrow('the disk is full');
});

test('what is no token is neither signed nor written down', async () => {
  const entries: AuditEntry[] = [];
  const recorded = recordKeyUse(
    { clock, auditLog: { append: async (entry) => void entries.push(entry) } },
    key,
    'zhang',
  );
  await expect(recorded.sign({ ...parts })).rejects.toThrow('not a prepared signature');
  expect(entries).toEqual([]);
});
