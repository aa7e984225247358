import { TAG } from '#core/asn1/der.ts';
import {
  bitString,
  contextTag,
  enumerated,
  octetString,
  oid,
  sequence,
  tlv,
  unsignedInteger,
} from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { digest } from '#core/bytes/bytes.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { keyBits } from '#core/x509/key-bits.ts';
import { type SealingAlgorithm, signatureIdentifier } from '#core/x509/sealing-algorithm.ts';

export type OcspResponseParts = {
  /** DER of the certificate that is spoken of, and of its issuer. */
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
  /** Null for one that is good; otherwise since when (ms since the epoch), and the code of RFC 5280 §5.3.1. */
  readonly revocation: { readonly revokedAt: number; readonly reason: number } | null;
  /** Milliseconds since the epoch; written in whole seconds. It is also when the answer is produced. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
};

export type OcspSigner = {
  readonly algorithm: SealingAlgorithm;
  /** DER of the responder's certificate; it goes with the answer. */
  readonly certificate: Uint8Array;
  /** Gives an RSA block, or a DER ECDSA-Sig-Value. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
};

/** An OCSPResponse about one certificate (RFC 6960 §4.2.1), in DER. Throws `certificate-malformed`. */
export async function buildOcspResponse(parts: OcspResponseParts, signer: OcspSigner): Promise<Uint8Array> {
  const signed = await responseData(parts, readCertificate(signer.certificate));
  const basic = sequence(
    signed,
    signatureIdentifier(signer.algorithm),
    bitString(await signer.sign(signed)),
    contextTag(0, sequence(signer.certificate)),
  );
  const bytes = sequence(oid(OID.ocspBasic), octetString(basic));
  return sequence(enumerated(SUCCESSFUL), contextTag(0, bytes));
}

const SUCCESSFUL = 0;

async function responseData(parts: OcspResponseParts, responder: Certificate): Promise<Uint8Array> {
  const { revocation, thisUpdate, nextUpdate } = parts;
  const answer = sequence(
    await certId(readCertificate(parts.certificate), readCertificate(parts.issuer)),
    revocation === null ? GOOD : revoked(revocation),
    generalizedTime(thisUpdate),
    contextTag(0, generalizedTime(nextUpdate)),
  );
  const responderId = contextTag(2, octetString(await digest('SHA-1', keyBits(responder))));
  return sequence(responderId, generalizedTime(thisUpdate), sequence(answer));
}

const GOOD = tlv(0x80);

/** The certificate is named with SHA-1, which every reader of answers knows (RFC 5019 §2.1.1); it protects nothing. */
async function certId(certificate: Certificate, issuer: Certificate): Promise<Uint8Array> {
  return sequence(
    sequence(oid(OID.sha1), tlv(TAG.null)),
    octetString(await digest('SHA-1', issuer.subject)),
    octetString(await digest('SHA-1', keyBits(issuer))),
    unsignedInteger(certificate.serial),
  );
}

function revoked({ revokedAt, reason }: NonNullable<OcspResponseParts['revocation']>): Uint8Array {
  return contextTag(1, generalizedTime(revokedAt), contextTag(0, enumerated(reason)));
}

/** In UTC, without a fraction (RFC 5280 §4.1.2.5.2). */
function generalizedTime(ms: number): Uint8Array {
  const seconds = new Date(ms).toISOString().replace(/\.\d+Z$|[-:T]/g, '');
  return tlv(TAG.generalizedTime, new TextEncoder().encode(`${seconds}Z`));
}
