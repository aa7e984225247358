import { describe, expect, test } from '@jest/globals';
import { hasLowS, withLowS } from '#core/cms/low-s.ts';
import { CURVES } from '#core/x509/curves.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';
import { ecdsaNumbers, ecdsaValueOf, NODE_CURVE_NAMES, newCurveKey, publicKeyOf } from '../../support/test-curves.ts';

const octets = new TextEncoder().encode('signed octets');

describe.each(NODE_CURVE_NAMES)('on %s', (curve) => {
  const key = newCurveKey(curve);
  const [r, s] = ecdsaNumbers(octets, key);
  const { order } = CURVES[curve];
  const [low, high] = s <= order / 2n ? [s, order - s] : [order - s, s];

  test('either value becomes the one with the smaller s, which verifies', async () => {
    const canonical = ecdsaValueOf(r, low);
    expect(hasLowS(canonical, curve)).toBe(true);
    expect(hasLowS(ecdsaValueOf(r, high), curve)).toBe(false);
    expect(withLowS(ecdsaValueOf(r, high), curve)).toEqual(canonical);
    expect(withLowS(canonical, curve)).toEqual(canonical);
    expect(await verifySignature({ kind: 'ecdsa', digest: 'SHA-256' }, publicKeyOf(key), octets, canonical)).toBe(true);
  });

  test.each([
    ['no value', new Uint8Array(5)],
    ['s of the order', ecdsaValueOf(r, order)],
    ['s beyond the order', ecdsaValueOf(r, s + order)],
  ])('%s has no smaller s', (_what, value) => {
    expect(() => withLowS(value, curve)).toThrow(expect.objectContaining({ code: 'der-malformed' }));
    expect(hasLowS(value, curve)).toBe(false);
  });
});
