import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { prepareSignature } from '../../../server/model/sealing/prepared-signature.ts';
import type { SigningKey } from '../../../server/ports/signing-keys.ts';
import { copyInstall } from '../../support/install.ts';
import { openKeys } from '../../support/keys.ts';

let copy: ReturnType<typeof copyInstall>;
let key: SigningKey;

beforeAll(async () => {
  copy = copyInstall();
  const found = await openKeys(`${copy.folder}/keys`).activeKey('test-maker');
  if (found === null) throw new Error('the test maker has no key');
  key = found;
});
afterAll(() => copy.remove());

const parts = {
  number: 'ASC-TEST-2026-0000001X',
  manufacturerId: 'test-maker',
  documentDigest: '00',
  signedAttributes: new Uint8Array([0x31, 0x00]),
};

test('a key signs what was prepared, once', async () => {
  const prepared = prepareSignature(parts);
  expect((await key.sign(prepared)).length).toBeGreaterThan(60);
  await expect(key.sign(prepared)).rejects.toMatchObject({ code: 'not-prepared' });
});

test('a key signs nothing else', async () => {
  const prepared = prepareSignature(parts);
  for (const lookalike of [parts, { ...prepared }, structuredClone(prepared)])
    await expect(key.sign(lookalike)).rejects.toThrow('not a prepared signature');
});

test('what was prepared cannot be changed any more', async () => {
  const bytes = new Uint8Array([0x31, 0x00]);
  const prepared = prepareSignature({ ...parts, signedAttributes: bytes });
  bytes[0] = 0xff;
  expect(prepared.signedAttributes[0]).toBe(0x31);
  expect(Object.isFrozen(prepared)).toBe(true);
});
