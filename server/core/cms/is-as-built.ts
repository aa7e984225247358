import { encoded, TAG } from '#core/asn1/der.ts';
import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { sealingAlgorithmOf, sealingCurve } from '#core/x509/sealing-algorithm.ts';
import { signatureScheme } from '#core/x509/signature-scheme.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';
import { onlyValue } from './attributes.ts';
import { buildSignedData } from './build-signed-data.ts';
import { hasLowS } from './low-s.ts';
import type { OpenedCms } from './open-cms.ts';
import type { SignedData } from './signed-data.ts';

/**
 * Whether a CMS is, octet for octet, the one that `buildSignedData` writes for this signature. Most of a CMS is not
 * covered by its own signature: unsigned attributes, certificates, versions and the spelling of algorithms could be
 * changed, or bytes hidden in them, and it would verify all the same. One signature-time-stamp may lie beside it, as
 * `isTokenAsBuilt` wants it. `path` is the signer's trusted chain in DER, anchor last; other certificates are none of a
 * sealed document's, but for the one that issued the anchor.
 */
export async function isAsBuilt(cms: OpenedCms, path: readonly Uint8Array[]): Promise<boolean> {
  try {
    const { data } = cms;
    const certificate = path[0];
    if (certificate === undefined || !data.der || data.signers.length !== 1) return false;
    return isOnlySpelling(cms, readCertificate(certificate)) && (await hasNoStrangers(data, path));
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

function isOnlySpelling(cms: OpenedCms, certificate: Certificate): boolean {
  const { sent, data, signer } = cms;
  if (signer.signedAttributes === null) return false;
  const algorithm = sealingAlgorithmOf(signer.signatureAlgorithm.oid, certificate.publicKey);
  if (algorithm === null) return false;
  const curve = sealingCurve(algorithm);
  if (curve !== null && !hasLowS(signer.signature, curve)) return false;
  const signedAttributes = encoded(signer.signedAttributes).slice();
  signedAttributes[0] = TAG.set;
  const { signature } = signer;
  const stamp = timeStampOf(cms);
  const parts = {
    signedAttributes,
    signature,
    algorithm,
    certificate: certificate.der,
    chain: data.certificates,
    ...(stamp === null ? {} : { timeStamp: stamp }),
  };
  return equalBytes(buildSignedData(parts), sent.subarray(0, data.length));
}

/** The token of the one signature-time-stamp attribute; null for none, or for more than one. */
export function timeStampOf({ unsignedAttributes }: Pick<OpenedCms, 'unsignedAttributes'>): Uint8Array | null {
  const value = unsignedAttributes === null ? null : onlyValue(unsignedAttributes, OID.signatureTimeStamp);
  return value === null ? null : encoded(value);
}

/**
 * Beside the path only a root that issued the anchor: it must be whole, by the signature of its own key, and that key must
 * have signed the anchor. By its name alone any bytes could pass for it.
 */
async function hasNoStrangers(data: SignedData, path: readonly Uint8Array[]): Promise<boolean> {
  const anchor = path.at(-1);
  const others = data.certificates.filter((der) => !path.some((known) => equalBytes(known, der)));
  if (others.length === 0) return true;
  const [root, ...more] = others.map(readCertificate);
  if (anchor === undefined || root === undefined || more.length > 0) return false;
  const { spki } = root.publicKey;
  // A second certificate for a key of the path is a copy of one, in another spelling.
  if (path.some((known) => equalBytes(readCertificate(known).publicKey.spki, spki))) return false;
  return (await isSignedBy(root, root)) && isSignedBy(readCertificate(anchor), root);
}

async function isSignedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!equalBytes(certificate.issuer, issuer.subject)) return false;
  const scheme = signatureScheme(certificate.signatureAlgorithm, null);
  return verifySignature(scheme, issuer.publicKey, certificate.signed, certificate.signature);
}
