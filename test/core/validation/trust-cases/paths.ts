import { keyIdentifiers } from '../../../support/path-extensions.ts';
import { CA_EXTENSIONS, issueCrl, LEAF_EXTENSIONS, testKey, testLeaf, testRoot } from '../../../support/pki.ts';
import {
  BETWEEN,
  barred,
  between,
  bothAnchors,
  ca,
  chainOf,
  leaf,
  list,
  revoking,
  root,
  SIGNER,
  sealing,
  signed,
  signedBelow,
} from './standard-material.ts';
import { BROKEN_PATH, NO_PATH, PASSED, REVOKED_CA, trustCases, UNKNOWN } from './trust-case.ts';

const ENDED_CA = { notBefore: '2025-06-01T00:00:00Z', notAfter: '2026-01-31T00:00:00Z' };
const formerBetween = async () => ca('between', await root(), { ...ENDED_CA, serial: 612 });
const lists = async () => [await list(), await issueCrl({ signer: await between() })];

/** How a path is found (RFC 5280 §6, RFC 4158). */
export const PATHS = trustCases([
  ['direct', 'a signer directly below an anchor', 'RFC 5280 6.1', PASSED, async () => signed({ crls: [await list()] })],
  ['below-ca', 'a CA between', 'RFC 5280 6.1', PASSED, async () => signedBelow({ crls: await lists() })],
  ['four-cas', 'four CAs between', 'RFC 5280 6.1', PASSED, () => chainOf({ between: [{}, {}, {}, {}] })],
  [
    'five-cas',
    'five CAs between',
    'RFC 4158 2.4.2',
    NO_PATH,
    () => chainOf({ between: [{}, {}, {}, {}, {}] }),
    'paths are bounded at six certificates',
  ],
  [
    'ca-missing',
    'the CA between is not there',
    'RFC 5280 6.1',
    NO_PATH,
    async () => signedBelow({ others: [], crls: await lists() }),
  ],
  [
    'renewed-ca-former-first',
    'a renewed CA with the same key, its former certificate first',
    'RFC 4158 2.4.2',
    PASSED,
    async () => signedBelow({ others: [await formerBetween(), await between()], crls: await lists() }),
  ],
  [
    'renewed-ca-former-last',
    'the same, its former certificate last',
    'RFC 4158 2.4.2',
    PASSED,
    async () => signedBelow({ others: [await between(), await formerBetween()], crls: await lists() }),
  ],
  [
    'renewed-ca-former-alone',
    'a CA that has ended and that was not renewed',
    'EN 319 102-1 5.2.6.4',
    BROKEN_PATH,
    async () => signedBelow({ others: [await formerBetween()], crls: await lists() }),
  ],
  [
    'ca-not-yet',
    'a CA that begins later',
    'RFC 5280 6.1.3 a',
    BROKEN_PATH,
    () => chainOf({ between: [{ notBefore: '2026-03-02T00:00:00Z' }] }),
  ],
  [
    'cross-certificate',
    'a CA that a stranger and an anchor certify',
    'RFC 4158 2.3',
    PASSED,
    async () => {
      const stranger = await testRoot({ name: 'cases-stranger' });
      const strange = await ca('between', stranger, { serial: 613, notAfter: '2034-01-01T00:00:00Z' });
      return signedBelow({ others: [strange, await between()], crls: await lists() });
    },
  ],
  [
    'one-path-revoked',
    'of two certificates of a CA one is revoked',
    'EN 319 102-1 5.2.6.4',
    PASSED,
    async () => {
      const revoked = await ca('between', await root(), { serial: 614, notAfter: '2034-01-01T00:00:00Z' });
      const crls = [await list(revoking(2, '2026-02-10T00:00:00Z', 614)), await issueCrl({ signer: await between() })];
      return signedBelow({ others: [revoked, await between()], crls });
    },
  ],
  [
    'every-path-revoked',
    'of two certificates of a CA both are revoked',
    'EN 319 102-1 5.2.6.4',
    REVOKED_CA,
    async () => {
      const other = await ca('between', await root(), { serial: 614 });
      const entries = [614, BETWEEN].map((serial) => ({ serial, at: '2026-02-10T00:00:00Z', reason: 2 }));
      const crls = [await list({ revoked: entries }), await issueCrl({ signer: await between() })];
      return signedBelow({ others: [other, await between()], crls });
    },
  ],
  [
    'one-path-barred',
    'a CA that a suspended anchor and another certify',
    'RFC 4158 2.3',
    PASSED,
    async () => {
      const suspended = await testRoot({ name: 'cases-suspended-root' });
      const crossed = await ca('between', suspended, { serial: 615, notAfter: '2034-01-01T00:00:00Z' });
      const anchors = [barred(suspended), ...(await bothAnchors())];
      return signedBelow({ others: [crossed, await between()], anchors, crls: await lists() });
    },
  ],
  [
    'loop',
    'two CAs that certify each other, and nobody else does',
    'RFC 4158 2.4.2',
    NO_PATH,
    async () => {
      const first = await ca('loop-1', await testRoot({ name: 'cases-loop-2' }));
      const second = await ca('loop-2', first);
      return signed({
        signer: await testLeaf(first, { serial: SIGNER }),
        others: [first, second],
        crls: [await list()],
      });
    },
  ],
  [
    'loop-with-exit',
    'two CAs that certify each other, of which an anchor certifies one',
    'RFC 4158 2.4.2',
    PASSED,
    async () => {
      const second = await ca('loop-2', await root(), { serial: 616 });
      const first = await ca('loop-1', second, { serial: 617 });
      const back = await ca('loop-2', first, { serial: 618, notAfter: '2034-01-01T00:00:00Z' });
      const crls = await Promise.all([await root(), first, second].map((signer) => issueCrl({ signer })));
      const signer = await testLeaf(first, { serial: SIGNER });
      return signed({ signer, others: [first, back, second], crls });
    },
  ],
  [
    'stranger',
    'a signer of an unknown root',
    'RFC 5280 6.1',
    NO_PATH,
    async () => ({ ...(await chainOf({})), anchors: [sealing(await root())] }),
  ],
  [
    'same-name-other-key',
    'an issuer with the name of the anchor and another key',
    'RFC 5280 6.1.3 a',
    NO_PATH,
    async () => {
      const impostor = await testRoot({ name: 'cases-impostor', commonName: 'TEST cases-root' });
      return signed({ signer: await testLeaf(impostor, { serial: SIGNER }), others: [impostor], crls: [await list()] });
    },
  ],
  [
    'wrong-hints',
    'key identifiers that point elsewhere',
    'RFC 4158 3.5.12',
    PASSED,
    () =>
      chainOf({
        between: [{ extensions: [...CA_EXTENSIONS, ...keyIdentifiers('one', 'no')] }],
        leaf: { extensions: [...LEAF_EXTENSIONS, ...keyIdentifiers('leaf', 'other')] },
      }),
  ],
  [
    'rolled-over-key',
    'a CA that certified its new key with its old one',
    'RFC 4210 4.4',
    PASSED,
    () => chainOf({ between: [{ commonName: 'TEST cases-chain-0' }] }),
  ],
  [
    'signer-is-anchor',
    'the signer itself on the trust list',
    'EN 319 102-1 5.2.6.4',
    BROKEN_PATH,
    async () => {
      const own = await testRoot({ name: 'cases-own', extensions: LEAF_EXTENSIONS });
      return signed({ signer: own, anchors: [sealing(own)] });
    },
    'an anchor is a CA: nobody could revoke a signer that is its own',
  ],
  [
    'leaf-as-issuer',
    'a certificate that another signer issued',
    'RFC 5280 6.1.4 k',
    BROKEN_PATH,
    async () => {
      const signer = await testLeaf(await leaf(), { serial: 619, key: testKey('p-256', 'cases-second') });
      return signed({ signer, others: [await leaf()], crls: [await list(), await issueCrl({ signer: await leaf() })] });
    },
  ],
  [
    'anchor-ended',
    'an anchor that has ended',
    'RFC 5280 6.1.1 d',
    BROKEN_PATH,
    () => chainOf({ anchor: ENDED_CA, between: [] }),
    'the dates of an anchor are asked like those of any CA',
  ],
  [
    'outlives-ca',
    'a signer whose certificate outlives its CA',
    'RFC 5280 6.1.3 a',
    PASSED,
    () => chainOf({ between: [{ notAfter: '2026-06-01T00:00:00Z' }] }),
  ],
  [
    'ca-unknown-status',
    'nothing is known of the CA between',
    'EN 319 102-1 5.2.6.4',
    UNKNOWN,
    async () => signedBelow({ crls: [await issueCrl({ signer: await between() })] }),
  ],
  [
    'signer-unknown-status',
    'nothing is known of the signer',
    'EN 319 102-1 5.2.6.4',
    UNKNOWN,
    async () => signedBelow({ crls: [await list()] }),
  ],
]);
