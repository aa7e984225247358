import { describe, expect, test } from '@jest/globals';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import type { UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const unsealed: UnsealedDocument = {
  pdf: bytes('before<00000000>after'),
  byteRange: [0, 6, 16, 5],
  digest: new Uint8Array(32),
};

describe('embedSignature', () => {
  test('writes hex into the room and leaves zeros behind it', () => {
    const sealed = embedSignature(unsealed, new Uint8Array([0x30, 0x0a, 0xff]));
    expect(new TextDecoder().decode(sealed)).toBe('before<300aff00>after');
  });

  test('fills the room to the last byte, and not beyond', () => {
    expect(new TextDecoder().decode(embedSignature(unsealed, new Uint8Array(4).fill(1)))).toContain('<01010101>');
    expect(() => embedSignature(unsealed, new Uint8Array(5))).toThrow(RangeError);
    expect(() => embedSignature(unsealed, new Uint8Array(0))).toThrow(RangeError);
  });

  test('leaves the unsealed document as it was', () => {
    const before = unsealed.pdf.slice();
    embedSignature(unsealed, new Uint8Array([1]));
    expect(unsealed.pdf).toEqual(before);
  });
});
