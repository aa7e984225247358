import { OID } from '#core/asn1/oids.ts';
import {
  type CertificateRecipe,
  caExtension,
  issueCrl,
  LEAF_EXTENSIONS,
  purposeExtension,
  testKey,
  testRoot,
  usageExtension,
} from '../../../support/pki.ts';
import {
  authorityOf,
  bothAnchors,
  list,
  revoking,
  root,
  STAMPED,
  saved,
  sealing,
  stamped,
  stamping,
  stampList,
  stampRoot,
  THEN,
  TSA,
  tsa,
} from './standard-material.ts';
import { PASSED, REVOKED, type TrustMaterial, type TrustRow, trustCases } from './trust-case.ts';

const PURPOSE = { ...purposeExtension(OID.timeStamping), critical: true };
const byAuthority = (recipe: Partial<CertificateRecipe>) => async () => saved({ authority: await authorityOf(recipe) });
const withExtensions = (...extensions: NonNullable<CertificateRecipe['extensions']>) => byAuthority({ extensions });

/** The authority was revoked on 02-20 for a reason. */
const authorityRevoked = async (reason: number | undefined, at = STAMPED): Promise<TrustMaterial> => {
  const entry = { serial: TSA, at: '2026-02-20T00:00:00Z', ...(reason === undefined ? {} : { reason }) };
  return stamped({ at }, { crls: [await list(revoking()), await stampList({ revoked: [entry] })] });
};
const revokedFor = (
  reasons: readonly (number | undefined)[],
  result: TrustRow[3],
  [name, what, at]: readonly [string, string, string?],
): readonly TrustRow[] =>
  reasons.map((reason) => [
    `tsa-revoked-${reason ?? 'none'}${name}`,
    `an authority revoked since for reason ${reason ?? 'none'}: ${what}`,
    'RFC 3161 4.1',
    result,
    () => authorityRevoked(reason, at),
  ]);

/** Whose time-stamps count (RFC 3161 §2.3, §4.1, EN 319 102-1 §5.4, §5.6.2). */
export const AUTHORITIES = trustCases([
  [
    'tsa-purpose-uncritical',
    'an authority whose purpose is not critical',
    'RFC 3161 2.3',
    REVOKED,
    withExtensions(...LEAF_EXTENSIONS, purposeExtension(OID.timeStamping)),
  ],
  [
    'tsa-purposes',
    'an authority for documents, too',
    'RFC 3161 2.3',
    REVOKED,
    withExtensions(...LEAF_EXTENSIONS, { ...purposeExtension(OID.timeStamping, OID.documentSigning), critical: true }),
  ],
  ['tsa-no-purpose', 'an authority for anything', 'RFC 3161 2.3', REVOKED, withExtensions(...LEAF_EXTENSIONS)],
  [
    'tsa-encipherment',
    'an authority whose key enciphers only',
    'RFC 5280 4.2.1.3',
    REVOKED,
    withExtensions(caExtension(false), usageExtension('keyEncipherment'), PURPOSE),
  ],
  [
    'tsa-no-key-usage',
    'an authority without keyUsage',
    'RFC 5280 4.2.1.3',
    PASSED,
    withExtensions(caExtension(false), PURPOSE),
  ],
  [
    'tsa-is-ca',
    'an authority that is a CA',
    'EN 319 412-2 4.3.2',
    REVOKED,
    withExtensions(caExtension(true), usageExtension('digitalSignature', 'keyCertSign'), PURPOSE),
    'the key of a CA stamps nothing here',
  ],
  [
    'tsa-not-yet',
    'an authority whose certificate began after it stamped',
    'EN 319 102-1 5.4',
    REVOKED,
    byAuthority({ notBefore: '2026-02-11T00:00:00Z' }),
  ],
  [
    'tsa-ended',
    'an authority that has ended since, and no archive stamp',
    'EN 319 102-1 5.6.2',
    REVOKED,
    byAuthority({ notAfter: '2026-02-20T00:00:00Z' }),
  ],
  [
    'tsa-ended-archived',
    'the same under an archive stamp of before its end',
    'EN 319 102-1 5.6.2',
    PASSED,
    async () =>
      saved(
        { authority: await authorityOf({ notAfter: '2026-02-20T00:00:00Z' }) },
        await archivedAt('2026-02-11T00:00:00Z'),
      ),
  ],
  [
    'tsa-ended-archived-late',
    'the same under an archive stamp of after its end',
    'EN 319 102-1 5.6.2',
    REVOKED,
    async () =>
      saved(
        { authority: await authorityOf({ notAfter: '2026-02-20T00:00:00Z' }) },
        await archivedAt('2026-02-21T00:00:00Z'),
      ),
  ],
  [
    'tsa-compromised-archived',
    'an authority compromised since, under an archive stamp of before',
    'EN 319 102-1 5.6.2',
    PASSED,
    async () => {
      const material = await authorityRevoked(1);
      const archived = await archivedAt('2026-02-11T00:00:00Z');
      return { ...material, ...archived, crls: [...(material.crls ?? []), ...(archived.crls ?? []).slice(2)] };
    },
  ],
  [
    'tsa-unknown-status',
    'an authority of which nothing is known',
    'EN 319 102-1 5.4',
    REVOKED,
    async () => saved({}, { sealedCrls: [await list(THEN)], crls: [await list(revoking())] }),
  ],
  [
    'tsa-stranger',
    'an authority of an unknown root',
    'EN 319 102-1 5.4',
    REVOKED,
    async () => saved({}, { anchors: [sealing(await root())] }),
  ],
  [
    'tsa-of-sealing-anchor',
    'an authority of an anchor that vouches for sealers only',
    'EN 319 102-1 5.4',
    REVOKED,
    async () => saved({}, { anchors: [sealing(await root()), sealing(await stampRoot())] }),
  ],
  [
    'tsa-of-same-anchor',
    'an authority of the anchor of the signer',
    'EN 319 102-1 5.4',
    PASSED,
    async () => {
      const authority = await authorityOf({ by: await root() });
      const anchors = [{ certificate: (await root()).der, purposes: ['sealing', 'time-stamping'] as const }];
      return saved({ authority }, { anchors });
    },
  ],
  [
    'tsa-is-anchor',
    'an authority that is itself on the trust list',
    'EN 319 102-1 5.4',
    REVOKED,
    async () => saved({}, { anchors: [sealing(await root()), stamping(await tsa())] }),
    'nobody could revoke it',
  ],
  ...revokedFor([3, 4, 5], PASSED, ['', 'keeps its stamp']),
  ...revokedFor([undefined, 1, 2, 9, 10], REVOKED, ['', 'loses it']),
  ...revokedFor([3, 4, 5], REVOKED, ['-before', 'and it stamped later still', '2026-02-21T00:00:00Z']),
]);

/** Under a stamp over everything, by an authority of another root. */
async function archivedAt(at: string): Promise<Partial<TrustMaterial>> {
  const archiveRoot = await testRoot({ name: 'cases-archive-root' });
  const authority = await authorityOf({ by: archiveRoot, key: testKey('p-256', 'cases-archive-tsa'), serial: 604 });
  const crls = [await list(revoking()), await stampList(), await issueCrl({ signer: archiveRoot })];
  return { archiveStamp: { authority, at }, anchors: [...(await bothAnchors()), stamping(archiveRoot)], crls };
}
