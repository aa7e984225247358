import { CA_EXTENSIONS, caExtension, issueCrl, testLeaf } from '../../../support/pki.ts';
import { BETWEEN, between, chainOf, deep, list, revoking, SIGNER, signedBelow } from './standard-material.ts';
import { BROKEN_PATH, ENDED, PASSED, REVOKED, REVOKED_CA, trustCases } from './trust-case.ts';

/** Path lengths, and which certificate of a path decides (RFC 5280 §6.1.4, EN 319 102-1 §5.2.6). */
export const PATH_LIMITS = trustCases([
  [
    'path-length-none',
    'a CA that may have no CA below, and has none',
    'RFC 5280 6.1.4 l',
    PASSED,
    () => chainOf({ between: [{ extensions: [caExtension(true, 0), ...CA_EXTENSIONS.slice(1)] }] }),
  ],
  [
    'path-length-passed',
    'a CA that may have no CA below, and has one',
    'RFC 5280 6.1.4 l',
    BROKEN_PATH,
    () => chainOf({ between: [{ extensions: [caExtension(true, 0), ...CA_EXTENSIONS.slice(1)] }, {}] }),
  ],
  [
    'path-length-anchor',
    'an anchor that may have no CA below, and has one',
    'RFC 5937 3.2',
    BROKEN_PATH,
    () => chainOf({ anchor: { extensions: [caExtension(true, 0), ...CA_EXTENSIONS.slice(1)] } }),
  ],
  [
    'path-length-self-issued',
    'a self-issued CA below one that may have none is not counted',
    'RFC 5280 6.1.4 l',
    PASSED,
    () =>
      chainOf({
        between: [
          { extensions: [caExtension(true, 0), ...CA_EXTENSIONS.slice(1)] },
          { commonName: 'TEST cases-chain-1' },
        ],
      }),
  ],
  [
    'ended-below-ca',
    'an ended signer, and nothing known of the CA between',
    'EN 319 102-1 5.6.2.2',
    ENDED,
    async () => {
      const signer = await testLeaf(await between(), { serial: SIGNER, notAfter: '2026-02-20T00:00:00Z' });
      return signedBelow({
        signer,
        crls: [
          await issueCrl({
            signer: await between(),
            thisUpdate: '2026-02-01T00:00:00Z',
            nextUpdate: '2026-02-25T00:00:00Z',
          }),
        ],
      });
    },
  ],
  [
    'ended-below-revoked-ca',
    'an ended signer, and the CA between revoked',
    'EN 319 102-1 5.6.2.2',
    REVOKED_CA,
    async () => {
      const signer = await testLeaf(await between(), { serial: SIGNER, notAfter: '2026-02-20T00:00:00Z' });
      const own = await issueCrl({
        signer: await between(),
        thisUpdate: '2026-02-01T00:00:00Z',
        nextUpdate: '2026-02-25T00:00:00Z',
      });
      return signedBelow({ signer, crls: [own, await list(revoking(1, '2026-02-10T00:00:00Z', BETWEEN))] });
    },
  ],
  [
    'revoked-below',
    'the signer revoked by a CA between that is good',
    'EN 319 102-1 5.2.6.4',
    REVOKED,
    async () =>
      signedBelow({
        signer: await deep(),
        crls: [await list(), await issueCrl({ signer: await between(), ...revoking() })],
      }),
  ],
]);
