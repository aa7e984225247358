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
import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { attributesForm } from '#core/cms/sent-attributes.ts';
import { readSignedDataStructure, type SignedData, type SignerInfo } from '#core/cms/signed-data.ts';
import { signerCertificate } from '#core/cms/signer-certificate.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { isIssuedBy, issuerAmong } from '#core/x509/is-issued-by.ts';
import { type AlgorithmIdentifier, type DigestName, signatureScheme } from '#core/x509/signature-scheme.ts';

/**
 * Whether a time-stamp token has one spelling: nothing in it that its own signature does not cover could be otherwise, or
 * hide bytes. It is in DER, of one signer without unsigned attributes, and its certificates are a chain up from the
 * authority's (`known`, in DER, may stand above or between them), in the order of DER or in that of the chain, as Bouncy Castle
 * writes them. Whether it verifies is judged elsewhere.
 */
export async function isTokenAsBuilt(token: Uint8Array, known: readonly Uint8Array[]): Promise<boolean> {
  try {
    const data = readSignedDataStructure(token);
    if ('problem' in data) return false;
    const [signer, ...others] = data.signers;
    if (signer === undefined || others.length > 0) return false;
    const chain = await chainOf(data, signer, known);
    return chain !== null && isOnlySpelling(token, { data, signer, chain });
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

type Built = {
  readonly data: SignedData;
  readonly signer: SignerInfo;
  /** DER of the certificates that the token brings along, from the signer's up. */
  readonly chain: readonly Uint8Array[];
};

/** RFC 5652 §5.1 and §5.3: version 3, since the content is not id-data; version 1 of a signer by issuer and serial number. */
function isOnlySpelling(token: Uint8Array, { data, signer, chain }: Built): boolean {
  const { identifier, signedAttributes, unsignedAttributes } = signer;
  if (signedAttributes === null || unsignedAttributes !== null || data.content === null) return false;
  // A signature over their encoding in DER would hold for any order of them.
  if (identifier.kind !== 'issuer-and-serial' || attributesForm(signedAttributes) !== 'der') return false;
  if (!isPlain(signer.digestAlgorithm) || !isPlain(signer.signatureAlgorithm)) return false;
  const signerInfo = sequence(
    integer(1),
    sequence(identifier.issuer, unsignedInteger(identifier.serial)),
    algorithm(signer.digestAlgorithm),
    encoded(signedAttributes),
    algorithm(signer.signatureAlgorithm),
    octetString(signer.signature),
  );
  const content = sequence(oid(data.contentType), contextTag(0, octetString(data.content)));
  const digests = setOf([algorithm(signer.digestAlgorithm)]);
  return [setOf(data.certificates, 0xa0), contextTag(0, ...chain)].some((certificates) => {
    const signedData = sequence(integer(3), digests, content, certificates, setOf([signerInfo]));
    return equalBytes(sequence(oid(OID.signedData), contextTag(0, signedData)), token);
  });
}

/**
 * Parameters of an algorithm are no part of what is signed. Most have none, or NULL (RFC 5754 §2 and §3); those of
 * RSASSA-PSS are spelled as RFC 4055 §3.1 has them.
 */
function isPlain({ oid: name, parameters }: AlgorithmIdentifier): boolean {
  if (parameters === null) return name !== OID.rsaPss;
  const written = encoded(parameters);
  if (name !== OID.rsaPss) return equalBytes(written, nullValue());
  const scheme = signatureScheme({ oid: name, parameters }, null);
  const digest = scheme.kind === 'rsa-pss' ? PSS_DIGESTS[scheme.digest] : undefined;
  if (scheme.kind !== 'rsa-pss' || digest === undefined) return false;
  const spelled = [sequence(oid(digest)), sequence(oid(digest), nullValue())];
  return spelled.some((hash) => equalBytes(written, pssParameters(hash, scheme.saltLength)));
}

export const PSS_DIGESTS: Partial<Readonly<Record<DigestName, string>>> = {
  'SHA-256': OID.sha256,
  'SHA-384': OID.sha384,
  'SHA-512': OID.sha512,
};

/** Parameters of RSASSA-PSS (RFC 4055 §3.1) with one digest for both uses. */
export function pssParameters(hash: Uint8Array, saltLength: number): Uint8Array {
  const mask = sequence(oid(OID.mgf1), hash);
  return sequence(contextTag(0, hash), contextTag(1, mask), contextTag(2, integer(saltLength)));
}

function algorithm({ oid: name, parameters }: AlgorithmIdentifier): Uint8Array {
  return sequence(oid(name), ...(parameters === null ? [] : [encoded(parameters)]));
}

/** What a CMS brings along, in the order of the chain; null unless all of that, and nothing but a chain, is there. */
export async function chainOf(
  data: SignedData,
  signer: SignerInfo,
  known: readonly Uint8Array[],
): Promise<readonly Uint8Array[] | null> {
  const certificates = data.certificates.map(readCertificate);
  let last = signerCertificate(data.certificates, signer.identifier);
  if (last === null) return null;
  const above = [...certificates, ...known.map(readCertificate)];
  const seen: Certificate[] = [];
  while (last !== null && !seen.some(isSame(last))) {
    seen.push(last);
    last = await issuerAmong(last, above);
  }
  const top = seen.at(-1);
  if (top === undefined || !(await isWhole(top, known)) || seen.some((one) => isRespelled(one, above))) return null;
  if (!certificates.every((certificate) => seen.some(isSame(certificate)))) return null;
  return seen.filter((one) => certificates.some(isSame(one))).map(({ der }) => der);
}

/**
 * The last of a chain is vouched for by nobody but, where it names itself, its own key; where another is known of its key,
 * it must be known as it stands.
 */
async function isWhole(top: Certificate, known: readonly Uint8Array[]): Promise<boolean> {
  if (equalBytes(top.issuer, top.subject)) return isIssuedBy(top, top);
  const ofKey = known.map(readCertificate).filter(({ publicKey }) => equalBytes(publicKey.spki, top.publicKey.spki));
  return ofKey.length === 0 || ofKey.some(isSame(top));
}

/** Whether the same certificate is known in another spelling: what its signature does not cover was changed in one of them. */
function isRespelled({ der, signed }: Certificate, known: readonly Certificate[]): boolean {
  return known.some((other) => equalBytes(other.signed, signed) && !equalBytes(other.der, der));
}

function isSame({ der }: Certificate) {
  return (other: Certificate): boolean => equalBytes(other.der, der);
}
