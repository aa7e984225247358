import { expect, test } from '@jest/globals';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import { type SealClass, sealClassOf } from '#core/confirmation/seal-class.ts';
import { MANUFACTURER, PERFECT } from '../../support/perfect-evidence.ts';

const GOVERNMENT: SealClass = { certificate: 'e-government', filingCode: '3502001234567' };

test.each<[string, { test: boolean; seal?: SealClass }, SealClass]>([
  ['as the trust list says', { test: false, seal: GOVERNMENT }, GOVERNMENT],
  ['the least where it says nothing', { test: false }, { certificate: 'other', filingCode: null }],
  ['TEST for a TEST issuer', { test: true }, { certificate: 'test', filingCode: null }],
  [
    'never more for a TEST issuer',
    { test: true, seal: GOVERNMENT },
    { certificate: 'test', filingCode: '3502001234567' },
  ],
])('%s', (_name, manufacturer, expected) => expect(sealClassOf(manufacturer)).toEqual(expected));

test('a verdict says it of an established confirmation', () => {
  if (PERFECT.trust.kind !== 'trusted') throw new Error('not trusted');
  const trust = { ...PERFECT.trust, manufacturer: { ...MANUFACTURER, seal: GOVERNMENT } };
  expect(deriveVerdict({ ...PERFECT, trust }).confirmation?.seal).toEqual(GOVERNMENT);
});
