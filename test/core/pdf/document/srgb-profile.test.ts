import { expect, test } from '@jest/globals';
import { isSrgbProfile } from '#core/pdf/document/srgb-profile.ts';
import { gamma, iccProfile, parametric, points } from '../../../support/icc-profile.ts';

const steps = (count: number, curve: (signal: number) => number) =>
  points(Array.from({ length: count }, (_, index) => curve(index / (count - 1))));
const srgb = (signal: number) => (signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4);
const PARAMETERS = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

test.each([
  ['a gamma', gamma(2.2)],
  ['points', steps(1024, srgb)],
  ['parameters', parametric(PARAMETERS)],
])('sRGB by its primaries and %s', (_how, curve) => {
  expect(isSrgbProfile(iccProfile({ curve }))).toBe(true);
});

test.each([
  ['a curve that turns dark to light', iccProfile({ curve: steps(1024, (signal) => 1 - signal) })],
  ['a straight curve', iccProfile({ curve: steps(1024, (signal) => signal) })],
  ['a curve of too few points', iccProfile({ curve: points([0, 1]) })],
  ['another gamma', iccProfile({ curve: gamma(1) })],
  ['other parameters', iccProfile({ curve: parametric([2.4, 0, 1, 0, 0]) })],
  ['one colour for all', iccProfile({ primaries: [1, 1, 1].map(() => [0.9642, 1, 0.8249]) })],
  ['a table beside the curves', iccProfile({ more: [['A2B0', new Uint8Array(32)]] })],
  ['a tag twice', iccProfile({ more: [['rXYZ', new Uint8Array(20)]] })],
  ['bytes behind it', new Uint8Array([...iccProfile(), 0])],
  ['nothing', new Uint8Array()],
])('not with %s', (_how, profile) => {
  expect(isSrgbProfile(profile)).toBe(false);
});

test('a profile that is cut anywhere is none, and no fault', () => {
  const profile = iccProfile({ curve: parametric(PARAMETERS) });
  for (let end = 0; end < profile.length; end++) expect(isSrgbProfile(profile.subarray(0, end))).toBe(false);
});
