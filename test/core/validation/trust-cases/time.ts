import { issueCrl, testLeaf } from '../../../support/pki.ts';
import {
  between,
  ca,
  chainOf,
  list,
  revoking,
  root,
  SIGNER,
  signed,
  signedBelow,
  stamped,
  stampList,
  THEN,
} from './standard-material.ts';
import { BROKEN_PATH, ENDED_TOLD_GOOD, PASSED, REVOKED, type TrustResult, trustCases, UNPROVEN } from './trust-case.ts';

const NOW = '2026-03-01T08:00:00Z';
const JUST_BEFORE = '2026-03-01T07:59:59Z';
const JUST_AFTER = '2026-03-01T08:00:01Z';
const NOT_YET: TrustResult = ['TOTAL-FAILED', 'NOT_YET_VALID', 'good'];
const signerOf = (dates: { readonly notBefore?: string; readonly notAfter?: string }) => async () =>
  signed({ signer: await testLeaf(await root(), { serial: SIGNER, ...dates }), crls: [await list()] });

/** Moments and their borders, both included (RFC 5280 §4.1.2.5), and what is only known later. */
export const TIME = trustCases([
  ['begins-now', 'a signer that begins this very second', 'RFC 5280 4.1.2.5', PASSED, signerOf({ notBefore: NOW })],
  [
    'begins-next',
    'a signer that begins in a second',
    'EN 319 102-1 5.5.4',
    NOT_YET,
    signerOf({ notBefore: JUST_AFTER }),
  ],
  ['ends-now', 'a signer that ends this very second', 'RFC 5280 4.1.2.5', PASSED, signerOf({ notAfter: NOW })],
  [
    'ended-just',
    'a signer that ended a second ago',
    'EN 319 102-1 5.2.6.4',
    ENDED_TOLD_GOOD,
    signerOf({ notAfter: JUST_BEFORE }),
  ],
  [
    'ca-begins-now',
    'a CA that begins this very second',
    'RFC 5280 6.1.3 a',
    PASSED,
    () => chainOf({ between: [{ notBefore: NOW }] }),
  ],
  [
    'ca-begins-next',
    'a CA that begins in a second',
    'RFC 5280 6.1.3 a',
    BROKEN_PATH,
    () => chainOf({ between: [{ notBefore: JUST_AFTER }] }),
  ],
  [
    'ca-ends-now',
    'a CA that ends this very second',
    'RFC 5280 6.1.3 a',
    PASSED,
    () => chainOf({ between: [{ notAfter: NOW }] }),
  ],
  [
    'ca-ended-just',
    'a CA that ended a second ago',
    'RFC 5280 6.1.3 a',
    BROKEN_PATH,
    () => chainOf({ between: [{ notAfter: JUST_BEFORE }] }),
  ],
  [
    'revoked-now',
    'a signer revoked this very second',
    'EN 319 102-1 5.5.4',
    REVOKED,
    async () => signed({ crls: [await list(revoking(1, NOW))] }),
  ],
  [
    'revoked-next',
    'a signer to be revoked in a second',
    'EN 319 102-1 5.5.4',
    PASSED,
    async () => signed({ crls: [await list(revoking(1, JUST_AFTER))] }),
  ],
  [
    'generalized-time',
    'dates of this century as GeneralizedTime',
    'RFC 5280 4.1.2.5',
    PASSED,
    () => chainOf({ between: [{ generalizedTime: true }], leaf: { generalizedTime: true } }),
  ],
  [
    'no-end',
    'a CA without a defined end',
    'RFC 5280 4.1.2.5',
    PASSED,
    () => chainOf({ between: [{ notAfter: '9999-12-31T23:59:59Z', generalizedTime: true }] }),
  ],
  [
    'clocks-apart',
    'a list of half a minute ahead',
    'EN 319 102-1 5.2.5',
    PASSED,
    async () => signed({ crls: [await list({ thisUpdate: '2026-03-01T08:00:30Z' })] }),
  ],
  [
    'dates-turned',
    'a signer that ends before it begins',
    'RFC 5280 4.1.2.5',
    NOT_YET,
    signerOf({ notBefore: '2026-04-01T00:00:00Z', notAfter: '2026-03-31T00:00:00Z' }),
  ],
  [
    'ca-ended-since-stamp',
    'a CA that has ended since the stamp',
    'EN 319 102-1 5.6.2',
    PASSED,
    async () => {
      const issuer = await ca('ended', await root(), { notAfter: '2026-02-20T00:00:00Z' });
      const signer = await testLeaf(issuer, { serial: SIGNER });
      const sealedCrls = [await list(THEN), await issueCrl({ signer: issuer, ...THEN }), await stampList(THEN)];
      return stamped({}, { signer, others: [issuer], sealedCrls });
    },
  ],
  [
    'ca-revoked-since-list',
    'what says good may be forged, since its CA was revoked',
    'EN 319 102-1 5.6.2.2',
    UNPROVEN,
    async () => {
      const material = await stamped({}, await signedBelow());
      const ofCa = await list(revoking(2, '2026-02-20T00:00:00Z', 602));
      const forged = await issueCrl({ signer: await between() });
      return {
        ...material,
        sealedCrls: [await list(THEN), await stampList(THEN)],
        crls: [ofCa, forged, await stampList()],
      };
    },
  ],
]);
