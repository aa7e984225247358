import { createHash, getHashes, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hex } from '#core/bytes/bytes.ts';
import { sm3 } from '#core/bytes/sm3.ts';
import { SM2_VECTOR } from '../../support/sm2-vector.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
  ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
])('is that of GB/T 32905-2016 §A: %s', (text, digest) => {
  expect(hex(sm3(bytes(text)))).toBe(digest);
});

test('digests parts as if they were one', () => {
  expect(sm3(SM2_VECTOR.owner, SM2_VECTOR.message)).toEqual(SM2_VECTOR.digest);
  const whole = new Uint8Array(randomBytes(300));
  for (const cut of [0, 1, 63, 64, 65, 128, 299, 300]) {
    expect(sm3(whole.subarray(0, cut), whole.subarray(cut))).toEqual(sm3(whole));
  }
  expect(sm3()).toEqual(sm3(new Uint8Array()));
});

const inNode = getHashes().includes('sm3') ? test : test.skip;
if (inNode === test.skip) console.warn('SKIPPED: this Node has no SM3 to compare with');

inNode('is that of OpenSSL at every length around the blocks', () => {
  for (let length = 0; length < 200; length += 1) {
    const octets = new Uint8Array(randomBytes(length));
    expect(hex(sm3(octets))).toBe(createHash('sm3').update(octets).digest('hex'));
  }
});
