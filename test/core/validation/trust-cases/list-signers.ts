import {
  caExtension,
  issueCertificate,
  issueCrl,
  LEAF_EXTENSIONS,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../../support/pki.ts';
import { entryOf, INDIRECT, POINT, pointedAtIssuer } from './parts.ts';
import {
  barred,
  between,
  bothAnchors,
  ca,
  list,
  OLDER,
  revoking,
  root,
  SIGNER,
  signed,
  signedBelow,
} from './standard-material.ts';
import { PASSED, REVOKED, type TrustMaterial, trustCases, UNKNOWN } from './trust-case.ts';

const CLAUSE = 'RFC 5280 6.3.3 f';
const ONLY_AGAINST = 'a list by another key proves nothing good, and is heard where it revokes';
const NEW_KEY = testKey('p-256', 'cases-new-key');

/** The CA between with a new key: its name, certified by somebody. */
const renewed = (by: TestCertificate) =>
  ca('new-key', by, { key: NEW_KEY, commonName: 'TEST cases-between', serial: 640 });

/** The signer of the former key; `lists` are the lists of the CA between. */
async function below(other: TestCertificate, lists: readonly Uint8Array[], more: Partial<TrustMaterial> = {}) {
  return signedBelow({ others: [await between(), other], crls: [await list(), ...lists], ...more });
}

/** Who makes lists for the root, and a signer whose certificate names that issuer. */
async function delegated(named: boolean) {
  const issuer = await issueCertificate({
    ...{ key: testKey('p-256', 'cases-list-issuer'), commonName: 'TEST cases-list-issuer', serial: 641 },
    issuer: await root(),
    extensions: [caExtension(false), usageExtension('cRLSign')],
  });
  const extensions = named ? [...LEAF_EXTENSIONS, pointedAtIssuer(POINT, issuer)] : LEAF_EXTENSIONS;
  return { issuer, signer: await testLeaf(await root(), { serial: SIGNER, extensions }) };
}
const entry = async () => ({
  ...{ serial: SIGNER, at: '2026-02-15T00:00:00Z', reason: 1 },
  extensions: [entryOf(await root())],
});

/** Lists that another key signed than the one that signed the certificate. */
export const LIST_SIGNERS = trustCases([
  [
    'list-new-key',
    'a list by the new key of its CA, and none by the former',
    CLAUSE,
    UNKNOWN,
    async () => {
      const other = await renewed(await root());
      return below(other, [await issueCrl({ signer: other })]);
    },
    ONLY_AGAINST,
  ],
  [
    'list-new-key-revokes',
    'a list by the new key of its CA that names it, beside one by the former that does not',
    CLAUSE,
    REVOKED,
    async () => {
      const other = await renewed(await root());
      return below(other, [
        await issueCrl({ signer: await between() }),
        await issueCrl({ signer: other, ...revoking() }),
      ]);
    },
  ],
  [
    'list-new-key-by-former',
    'the same, and the former key certified the new one',
    CLAUSE,
    REVOKED,
    async () => {
      const other = await renewed(await between());
      return below(other, [
        await issueCrl({ signer: await between() }),
        await issueCrl({ signer: other, ...revoking() }),
      ]);
    },
  ],
  [
    'list-new-key-stranger',
    'the same by a CA of that name that a stranger certified',
    CLAUSE,
    PASSED,
    async () => {
      const other = await renewed(await testRoot({ name: 'cases-stranger' }));
      return below(other, [
        await issueCrl({ signer: await between() }),
        await issueCrl({ signer: other, ...revoking() }),
      ]);
    },
  ],
  [
    'list-new-key-barred',
    'the same by a key that is suspended',
    'ADR 27',
    PASSED,
    async () => {
      const other = await renewed(await root());
      const lists = [await issueCrl({ signer: await between() }), await issueCrl({ signer: other, ...revoking() })];
      return below(other, lists, { anchors: [...(await bothAnchors()), barred(other)] });
    },
  ],
  [
    'list-of-issuer',
    'an indirect list by the issuer of lists that the certificate names',
    CLAUSE,
    UNKNOWN,
    async () => {
      const { issuer, signer } = await delegated(true);
      return signed({ signer, others: [issuer], crls: [await issueCrl({ signer: issuer, extensions: [INDIRECT] })] });
    },
    ONLY_AGAINST,
  ],
  [
    'list-of-issuer-revokes',
    'the same, and it names the signer, beside a good one by its CA',
    CLAUSE,
    REVOKED,
    async () => {
      const { issuer, signer } = await delegated(true);
      const indirect = await issueCrl({
        signer: issuer,
        extensions: [INDIRECT],
        revoked: [await entry()],
        thisUpdate: OLDER,
      });
      return signed({ signer, others: [issuer], crls: [await list(), indirect] });
    },
  ],
  [
    'list-of-issuer-not-named',
    'the same, and the certificate names no issuer of lists',
    'RFC 5280 6.3.3 b',
    PASSED,
    async () => {
      const { issuer, signer } = await delegated(false);
      const indirect = await issueCrl({
        signer: issuer,
        extensions: [INDIRECT],
        revoked: [await entry()],
        thisUpdate: OLDER,
      });
      return signed({ signer, others: [issuer], crls: [await list(), indirect] });
    },
  ],
]);
