import { expect, test } from '@jest/globals';
import forge from 'node-forge';
import { derivedByForge, derivedByNode } from '../../../server/keys/file/native-derivation.ts';

test('a key derived by Node is that of RFC 6070', () => {
  const derived = derivedByNode('password', 'salt', 4096, 20, forge.md.sha1.create() as never);
  expect(Buffer.from(derived, 'latin1').toString('hex')).toBe('4b007901b765489abead49d926f721d065a429c1');
});

test.each([
  ['sha1', () => forge.md.sha1.create()],
  ['sha256', () => forge.md.sha256.create()],
  ['sha384', () => forge.md.sha384.create()],
  ['sha512', () => forge.md.sha512.create()],
])('with %s it is what forge derives, whatever the passphrase', (_name, hash) => {
  for (const passphrase of ['', 'correct horse', 'p\u00e4ssw\u00f6rd \u0000 \u00ff', '一汽口令', 'п'.repeat(200)]) {
    const salt = '\u0000\u007f\u0080\u00ff salt';
    expect(derivedByNode(passphrase, salt, 3, 45, hash() as never)).toBe(
      derivedByForge(passphrase, salt, 3, 45, hash() as never),
    );
  }
});

test('forge reads key files by it', () => {
  expect(forge.pkcs5.pbkdf2).toBe(derivedByNode);
});
