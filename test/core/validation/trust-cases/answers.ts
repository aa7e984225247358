import { tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import {
  type CertificateRecipe,
  caExtension,
  derExtension,
  issueCertificate,
  issueOcsp,
  type OcspRecipe,
  purposeExtension,
  type TestCertificate,
  testKey,
  testLeaf,
  usageExtension,
} from '../../../support/pki.ts';
import { LEAF_WITH_RESPONDER, leaf, root, SIGNER, signed } from './standard-material.ts';
import type { TrustMaterial } from './trust-case.ts';

export const RESPONDER = 70;
export const NO_CHECK = derExtension(OID.ocspNoCheck, false, tlv(0x05));
export const PURPOSE = purposeExtension(OID.ocspSigning);
export const signing = [caExtension(false), usageExtension('digitalSignature')];
/** RFC 6960 §4.4.4 and §4.4.8. */
export const ARCHIVE_CUTOFF = '1.3.6.1.5.5.7.48.1.6';
export const EXTENDED_REVOKE = '1.3.6.1.5.5.7.48.1.9';
export const SHA256 = { name: 'sha256', oid: OID.sha256 };

export type Responder = Partial<CertificateRecipe> & { readonly by?: TestCertificate };
/** One that the root appointed and of whom nobody need ask. */
export const responderOf = async ({ by, ...recipe }: Responder = {}) =>
  issueCertificate({
    key: testKey('p-256', 'cases-responder'),
    commonName: 'TEST cases-responder',
    issuer: by ?? (await root()),
    serial: RESPONDER,
    extensions: [...signing, PURPOSE, NO_CHECK],
    ...recipe,
  });

export const answer = async (more: Partial<OcspRecipe> = {}) =>
  issueOcsp({ responder: await root(), issuer: await root(), certificate: await leaf(), ...more });
/** The answer by an appointed responder, and nothing else. */
export const answered = async (recipe: Responder = {}, more: Partial<OcspRecipe> = {}): Promise<TrustMaterial> => {
  const responder = await responderOf(recipe);
  return signed({ ocsps: [await answer({ responder, certificates: [responder], ...more })] });
};
export const alone = async (more: Partial<OcspRecipe>) => signed({ ocsps: [await answer(more)] });
export const shortLived = async () =>
  testLeaf(await root(), { serial: SIGNER, extensions: LEAF_WITH_RESPONDER, notAfter: '2026-02-20T00:00:00Z' });
