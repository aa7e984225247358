import { caExtension, issueCrl, testLeaf, testRoot, usageExtension } from '../../../support/pki.ts';
import { unknownExtension } from './parts.ts';
import { between, list, revoking, SIGNER, sealing, signed, signedBelow } from './standard-material.ts';
import { PASSED, REVOKED, REVOKED_CA, trustCases, UNKNOWN } from './trust-case.ts';

const during = { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-25T00:00:00Z' };

/** What lists say, and until when they speak (RFC 5280 §5). */
export const REVOCATION_LISTS = trustCases([
  ['list-good', 'a list that names it not', 'RFC 5280 6.3.3', PASSED, async () => signed({ crls: [await list()] })],
  [
    'list-revoked',
    'a list that names it',
    'RFC 5280 6.3.3',
    REVOKED,
    async () => signed({ crls: [await list(revoking())] }),
  ],
  ['list-none', 'no list', 'EN 319 102-1 5.2.6.4', UNKNOWN, async () => signed()],
  [
    'list-ca-revoked',
    'the CA between on the list of the anchor',
    'EN 319 102-1 5.2.6.4',
    REVOKED_CA,
    async () =>
      signedBelow({
        crls: [await list(revoking(2, '2026-02-15T00:00:00Z', 602)), await issueCrl({ signer: await between() })],
      }),
  ],
  [
    'list-stale',
    'a list that is out of date',
    'EN 319 102-1 5.2.5',
    UNKNOWN,
    async () => signed({ crls: [await list(during)] }),
  ],
  [
    'list-stale-revokes',
    'a list that is out of date and names it, beside a fresh one that does not',
    'RFC 5280 5.3.1',
    REVOKED,
    async () => signed({ crls: [await list(), await list({ ...revoking(), ...during })] }),
  ],
  [
    'list-without-next',
    'a list that does not say when the next one comes',
    'RFC 5280 5.1.2.5',
    UNKNOWN,
    async () => signed({ crls: [await list({ nextUpdate: null })] }),
    'nextUpdate is mandatory there: without it nothing says that the list is fresh',
  ],
  [
    'list-future',
    'a list of next month',
    'EN 319 102-1 5.2.5',
    UNKNOWN,
    async () =>
      signed({ crls: [await list({ thisUpdate: '2026-04-01T00:00:00Z', nextUpdate: '2026-04-07T00:00:00Z' })] }),
  ],
  [
    'list-future-revokes',
    'the same, and it names the signer',
    'EN 319 102-1 5.2.5',
    REVOKED,
    async () =>
      signed({
        crls: [await list(), await list({ ...revoking(), thisUpdate: '2026-04-01T00:00:00Z', nextUpdate: null })],
      }),
    'a clock may be wrong, and it may be ours',
  ],
  [
    'list-next-now',
    'a list whose next update is this very moment',
    'RFC 5280 5.1.2.5',
    PASSED,
    async () => signed({ crls: [await list({ nextUpdate: '2026-03-01T08:00:00Z' })] }),
  ],
  [
    'list-next-passed',
    'a list whose next update was a second ago',
    'RFC 5280 5.1.2.5',
    UNKNOWN,
    async () => signed({ crls: [await list({ nextUpdate: '2026-03-01T07:59:59Z' })] }),
  ],
  [
    'list-unknown-critical',
    'a list with a critical extension that nobody knows',
    'RFC 5280 5.2',
    UNKNOWN,
    async () => signed({ crls: [await list({ extensions: [unknownExtension(true)] })] }),
  ],
  [
    'list-unknown-critical-revokes',
    'the same, and it names the signer',
    'RFC 5280 5.2',
    REVOKED,
    async () => signed({ crls: [await list(), await list({ ...revoking(), extensions: [unknownExtension(true)] })] }),
  ],
  [
    'list-unknown-uncritical',
    'a list with an extension that nobody knows',
    'RFC 5280 5.2',
    PASSED,
    async () => signed({ crls: [await list({ extensions: [unknownExtension(false)] })] }),
  ],
  [
    'list-issuer-without-crl-sign',
    'a list by an issuer that may not sign lists, and it names the signer',
    'RFC 5280 6.3.3 f',
    REVOKED,
    async () => {
      const issuer = await testRoot({
        name: 'cases-no-crl-sign',
        extensions: [caExtension(true), usageExtension('keyCertSign')],
      });
      const signer = await testLeaf(issuer, { serial: SIGNER });
      return signed({ signer, anchors: [sealing(issuer)], crls: [await issueCrl({ signer: issuer, ...revoking() })] });
    },
    'what speaks against is heard from whoever holds the key',
  ],
  [
    'list-impostor',
    'a list of somebody else of that name',
    'RFC 5280 6.3.3 g',
    PASSED,
    async () => {
      const impostor = await testRoot({ name: 'cases-impostor', commonName: 'TEST cases-root' });
      return signed({ crls: [await list(), await issueCrl({ signer: impostor, ...revoking() })] });
    },
  ],
  [
    'list-impostor-alone',
    'only a list of somebody else of that name',
    'RFC 5280 6.3.3 g',
    UNKNOWN,
    async () => {
      const impostor = await testRoot({ name: 'cases-impostor', commonName: 'TEST cases-root' });
      return signed({ crls: [await issueCrl({ signer: impostor })] });
    },
  ],
]);
