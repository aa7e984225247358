import { describe, expect, it } from '@jest/globals';
import { octetKey } from '#core/bytes/bytes.ts';
import { createOctetMemory } from '#core/bytes/octet-memory.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { signatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';
import { testLeaf, testRoot } from '../../support/pki.ts';

const octets = (...values: readonly number[]) => Uint8Array.from(values);

it('gives each octet a character of its own', () => {
  const keys = Array.from({ length: 256 }, (_, value) => octetKey(octets(value)));
  expect(new Set(keys).size).toBe(256);
  expect(keys.every((key) => key.length === 1)).toBe(true);
});

describe('the memory', () => {
  it('answers a question that was answered, and no other', () => {
    const memory = createOctetMemory<string>(4);
    memory.remember([octets(1, 2), octets(3)], 'known');
    expect(memory.recall([octets(1, 2), octets(3)])).toBe('known');
    expect(memory.recall([octets(1), octets(2, 3)])).toBeUndefined();
    expect(memory.recall([octets(1, 2, 3)])).toBeUndefined();
    expect(memory.recall([octets(1, 2)])).toBeUndefined();
  });

  it('tells parts apart whose lengths look like octets', () => {
    const memory = createOctetMemory<string>(4);
    memory.remember([new TextEncoder().encode('11:a')], 'known');
    expect(memory.recall([octets(), new TextEncoder().encode('1:a')])).toBeUndefined();
  });

  it('forgets the one that was not asked for longest', () => {
    const memory = createOctetMemory<number>(2);
    memory.remember([octets(1)], 1);
    memory.remember([octets(2)], 2);
    memory.recall([octets(1)]);
    memory.remember([octets(3)], 3);
    expect([1, 2, 3].map((value) => memory.recall([octets(value)]))).toEqual([1, undefined, 3]);
  });

  it('gives no answer to another question of the same checksum', () => {
    const memory = createOctetMemory<string>(4);
    // The checksum does not see where one part ends and the next begins.
    memory.remember([octets(1), octets(2, 3)], 'known');
    expect(memory.recall([octets(1, 2), octets(3)])).toBeUndefined();
    expect(memory.recall([octets(1), octets(2, 3)])).toBe('known');
  });

  it('keeps nothing long', () => {
    const memory = createOctetMemory<string>(2);
    memory.remember([new Uint8Array(9000)], 'long');
    expect(memory.recall([new Uint8Array(9000)])).toBeUndefined();
  });
});

describe('what was verified before', () => {
  it('makes no other signature, key or text good', async () => {
    const root = await testRoot({ name: 'memory-root' });
    const { signatureAlgorithm, signed, signature } = readCertificate((await testLeaf(root)).der);
    const { publicKey } = readCertificate(root.der);
    const scheme = signatureScheme(signatureAlgorithm, null);
    const verify = (key = publicKey, text = signed, value = signature) => verifySignature(scheme, key, text, value);
    expect([await verify(), await verify()]).toEqual([true, true]);
    const changed = (bytes: Uint8Array) => bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));
    expect(await verify(publicKey, changed(signed))).toBe(false);
    expect(await verify(publicKey, signed, changed(signature))).toBe(false);
    const { publicKey: other } = readCertificate((await testRoot({ name: 'memory-other' })).der);
    expect(await verify(other)).toBe(false);
  });

  it('is of the octets as they were read', async () => {
    const root = await testRoot({ name: 'memory-root' });
    const file = root.der.slice();
    const certificate = readCertificate(file);
    file.fill(0);
    expect(certificate.der).toEqual(root.der);
    expect(() => readCertificate(file)).toThrow(expect.objectContaining({ code: 'certificate-malformed' }));
    expect(readCertificate(root.der)).toEqual(certificate);
  });
});
