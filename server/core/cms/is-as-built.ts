import { encoded, TAG } from '#core/asn1/der.ts';
import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { chainOf } from '#core/cms/timestamp/is-token-as-built.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { sealingAlgorithmOf, sealingCurve } from '#core/x509/sealing-algorithm.ts';
import { onlyValue } from './attributes.ts';
import { buildSignedData } from './build-signed-data.ts';
import { hasLowS } from './low-s.ts';
import type { OpenedCms } from './open-cms.ts';
import { signerCertificate } from './signer-certificate.ts';

/**
 * Whether a CMS is, octet for octet, the one that `buildSignedData` writes for this signature. Most of a CMS is not
 * covered by its own signature: unsigned attributes, certificates, versions and the spelling of algorithms could be
 * changed, or bytes hidden in them, and it would verify all the same. One signature-time-stamp may lie beside it, as
 * `isTokenAsBuilt` wants it. Its certificates are a chain up from the signer's. `known`: DER of those that may stand
 * above or between them, as the file holds them; whom anybody trusts is not asked.
 */
export async function isAsBuilt(cms: OpenedCms, known: readonly Uint8Array[]): Promise<boolean> {
  try {
    const { data, signer } = cms;
    if (!data.der || data.signers.length !== 1) return false;
    const certificate = signerCertificate(data.certificates, signer.identifier);
    if (certificate === null || !isOnlySpelling(cms, certificate)) return false;
    return (await chainOf(data, signer, known)) !== null;
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
