import { encoded } from '#core/asn1/der.ts';
import {
  contextTag,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  unsignedInteger,
} from '#core/asn1/der-write.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { readAttributes } from '#core/cms/attributes.ts';
import { withLowS } from '#core/cms/low-s.ts';
import { attributesForm } from '#core/cms/sent-attributes.ts';
import { readSignedDataStructure, type SignerInfo } from '#core/cms/signed-data.ts';
import { signerCertificate } from '#core/cms/signer-certificate.ts';
import type { PublicKey } from '#core/x509/public-key.ts';
import { anyScheme, digestNamed, schemeIdentifier, signatureScheme } from '#core/x509/signature-scheme.ts';
import { PSS_DIGESTS, pssParameters } from './is-token-as-built.ts';

/**
 * A time-stamp token (RFC 3161 §2.4.2) in the one encoding in which archive copies hold it. What its signature does not
 * cover is as short as it can be: no parameters where they mean nothing, one name of the algorithm, the smaller s of an
 * ECDSA value, and of the certificates the authority's own alone, since the file holds the others. Null for a token that cannot be so written.
 */
export function canonicalToken(token: Uint8Array): Uint8Array | null {
  return orNull(() => rewritten(token));
}

/** Whether a token has that encoding. */
export function isCanonicalToken(token: Uint8Array): boolean {
  const canonical = canonicalToken(token);
  return canonical !== null && equalBytes(canonical, token);
}

const CERTIFICATES_FIELD = 0xa0;

function rewritten(token: Uint8Array): Uint8Array | null {
  const data = readSignedDataStructure(token);
  const [signer, ...others] = 'problem' in data ? [] : data.signers;
  if ('problem' in data || signer === undefined || others.length > 0 || data.content === null) return null;
  const { identifier, signedAttributes } = signer;
  if (identifier.kind !== 'issuer-and-serial' || attributesForm(signedAttributes) !== 'der') return null;
  if (signedAttributes === null) return null;
  const certificate = signerCertificate(data.certificates, identifier);
  if (certificate === null) return null;
  const digestAlgorithm = digestIdentifier(signer);
  const value = signatureValue(signer, certificate.publicKey);
  if (value === null || digestAlgorithm === null) return null;
  const signerInfo = sequence(
    integer(1),
    sequence(identifier.issuer, unsignedInteger(identifier.serial)),
    digestAlgorithm,
    encoded(signedAttributes),
    signatureAlgorithm(signer, certificate.publicKey),
    octetString(value),
  );
  const content = sequence(oid(data.contentType), contextTag(0, octetString(data.content)));
  const certificates = setOf([certificate.der], CERTIFICATES_FIELD);
  const signedData = sequence(integer(3), setOf([digestAlgorithm]), content, certificates, setOf([signerInfo]));
  return sequence(oid(OID.signedData), contextTag(0, signedData));
}

/** RFC 5754 §3: NULL for PKCS #1, nothing for ECDSA; RFC 4055 §3.1 for RSASSA-PSS. */
function signatureAlgorithm(signer: SignerInfo, { kind }: PublicKey): Uint8Array {
  const { signatureAlgorithm: given } = signer;
  if (given.oid === OID.rsaPss) {
    const scheme = signatureScheme(given, null);
    const digest = scheme.kind === 'rsa-pss' ? PSS_DIGESTS[scheme.digest] : undefined;
    if (scheme.kind !== 'rsa-pss' || digest === undefined) return sequence(oid(given.oid));
    return sequence(oid(given.oid), pssParameters(sequence(oid(digest), nullValue()), scheme.saltLength));
  }
  const name = oid(schemeName(signer));
  return kind === 'rsa' ? sequence(name, nullValue()) : sequence(name);
}

/**
 * The identifier that names the digest too, never the bare type of the key, which means the same and is no part of what is
 * signed. Where the signed attributes repeat it (RFC 6211), it is.
 */
function schemeName({ signatureAlgorithm: given, digestAlgorithm, signedAttributes }: SignerInfo): string {
  if (readAttributes(signedAttributes).has(OID.cmsAlgorithmProtection)) return given.oid;
  return schemeIdentifier(anyScheme(given, digestNamed(digestAlgorithm))) ?? given.oid;
}

/** Without parameters (RFC 5754 §2). Null for SHAKE256, which has two names: archive copies do not hold it. */
function digestIdentifier({ digestAlgorithm }: SignerInfo): Uint8Array | null {
  return digestNamed(digestAlgorithm)?.startsWith('SHAKE') === true ? null : sequence(oid(digestAlgorithm.oid));
}

/** The one of the two values that ECDSA has; SM2 and EdDSA have one. Null for r‖s, which archive copies do not hold. */
function signatureValue(signer: SignerInfo, key: PublicKey): Uint8Array | null {
  const { kind } = anyScheme(signer.signatureAlgorithm, digestNamed(signer.digestAlgorithm));
  if (kind === 'ecdsa-plain') return null;
  return kind === 'ecdsa' && key.kind === 'ec' ? withLowS(signer.signature, key.curve) : signer.signature;
}
