import { issueCrl, issueOcsp, testKey, testRoot } from '../../../support/pki.ts';
import {
  authorityOf,
  chainOf,
  leaf,
  list,
  revoking,
  root,
  saved,
  sealing,
  signed,
  stamping,
} from './standard-material.ts';
import { PASSED, REVOKED, trustCases, UNKNOWN, WEAK } from './trust-case.ts';

const CLAUSE = 'TS 119 312 6';
const underKey = (kind: Parameters<typeof testKey>[0], digest = 'SHA-256') =>
  chainOf({ anchor: { key: testKey(kind, 'cases-algorithm'), digest }, between: [], leaf: { digest } });

/** Algorithms that are relied on, and that are no longer (ETSI TS 119 312). */
export const ALGORITHMS = trustCases([
  ['rsa-1024', 'an anchor with RSA-1024', CLAUSE, WEAK, () => underKey('rsa-1024')],
  ['rsa-2048', 'an anchor with RSA-2048', CLAUSE, PASSED, () => underKey('rsa-2048')],
  ['rsa-3072', 'an anchor with RSA-3072', CLAUSE, PASSED, () => underKey('rsa-3072')],
  [
    'rsa-pss',
    'a certificate signed with RSASSA-PSS',
    CLAUSE,
    PASSED,
    () => chainOf({ anchor: { key: testKey('rsa-3072', 'cases-algorithm') }, between: [], leaf: { pss: true } }),
  ],
  ['p-384', 'an anchor with P-384', CLAUSE, PASSED, () => underKey('p-384', 'SHA-384')],
  ['p-521', 'an anchor with P-521', CLAUSE, PASSED, () => underKey('p-521', 'SHA-512')],
  ['sha-1-signer', 'a signer certified with SHA-1', CLAUSE, WEAK, () => chainOf({ leaf: { digest: 'SHA-1' } })],
  ['sha-1-ca', 'a CA certified with SHA-1', CLAUSE, WEAK, () => chainOf({ between: [{ digest: 'SHA-1' }] })],
  [
    'sha-1-anchor',
    'an anchor that signed itself with SHA-1',
    'RFC 5280 6.1.1 d',
    PASSED,
    () => chainOf({ anchor: { digest: 'SHA-1' }, between: [] }),
  ],
  [
    'sha-1-list',
    'a list signed with SHA-1',
    CLAUSE,
    UNKNOWN,
    async () => signed({ crls: [await list({ digest: 'SHA-1' })] }),
  ],
  [
    'sha-1-list-revokes',
    'the same, and it names the signer, beside a good list',
    CLAUSE,
    PASSED,
    async () => signed({ crls: [await list(), await list({ ...revoking(), digest: 'SHA-1' })] }),
  ],
  [
    'sha-1-answer',
    'an answer signed with SHA-1',
    CLAUSE,
    UNKNOWN,
    async () =>
      signed({
        ocsps: [
          issueOcsp({ responder: await root(), issuer: await root(), certificate: await leaf(), digest: 'sha1' }),
        ],
      }),
  ],
  [
    'sha-1-one-path',
    'a CA certified with SHA-1, and with SHA-256, too',
    CLAUSE,
    PASSED,
    async () => {
      const weak = await chainOf({ between: [{ digest: 'SHA-1', serial: 630 }] });
      const strong = await chainOf({});
      return { ...strong, others: [...(weak.others ?? []), ...(strong.others ?? [])] };
    },
  ],
  [
    'sha-1-tsa',
    'a time-stamp authority certified with SHA-1',
    CLAUSE,
    REVOKED,
    async () =>
      saved({
        authority: await authorityOf({ digest: 'SHA-1' }),
      }),
  ],
  [
    'rsa-1024-tsa',
    'a time-stamp by a key of RSA-1024',
    CLAUSE,
    REVOKED,
    async () =>
      saved({
        authority: await authorityOf({ key: testKey('rsa-1024', 'cases-tsa') }),
      }),
  ],
  [
    'rsa-2048-tsa',
    'a time-stamp below an anchor with RSA-2048',
    CLAUSE,
    PASSED,
    async () => {
      const anchor = await testRoot({ name: 'cases-algorithm-stamps', key: testKey('rsa-2048', 'cases-algorithm') });
      const authority = await authorityOf({ by: anchor });
      const crls = [await list(revoking()), await issueCrl({ signer: anchor })];
      return saved({ authority }, { anchors: [sealing(await root()), stamping(anchor)], crls });
    },
  ],
]);
