import type { MalformedCode } from '#core/asn1/malformed.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { AlgorithmEvidence, CertificateFacts } from '#core/confirmation/evidence.ts';
import type { RevocationMaterial } from '#core/validation/validation.ts';
import type { DigestName } from '#core/x509/signature-scheme.ts';
import type { UsageProblem } from '#core/x509/usage.ts';

/** The lists and answers that a CMS brings along: some are signed with it, the others may have been added by anybody. */
export type EmbeddedRevocation = { readonly signed: RevocationMaterial; readonly beside: RevocationMaterial };

/** What is larger or deeper than this reader goes; the detail of the evidence says which bound that is. */
export const LIMIT_CODES = ['cms-too-large', 'der-limit-exceeded'] as const;

/** Why a signature is not judged although nothing is wrong with it, as far as that can be computed. */
export const UNSUPPORTED_CODES = [
  'subfilter-unsupported',
  'digest-refused',
  'algorithm-refused',
  'algorithm-unsupported',
  'curve-unsupported',
  ...LIMIT_CODES,
] as const;
export type UnsupportedCode = (typeof UNSUPPORTED_CODES)[number];

/** What can be wrong beside the problems that a sealed document can have. */
export const PDF_SIGNATURE_PROBLEMS = [
  'content-missing',
  'signer-certificate-unreadable',
  'timestamp-malformed',
  'timestamp-imprint-mismatch',
  'timestamp-invalid',
  'certificate-altered',
] as const;
export type PdfSignatureProblem = SignatureProblem | (typeof PDF_SIGNATURE_PROBLEMS)[number];

/** Departures from a profile that touch neither integrity nor authenticity, which every reader understands alike. */
export const PDF_SIGNATURE_WARNINGS = [
  'signing-time-present',
  'signing-certificate-missing',
  'cms-not-der',
  'timestamp-unsupported',
  'attributes-unsorted',
  'revocation-not-der',
  'content-embedded',
  'timestamp-extensions',
  'timestamp-not-der',
  'timestamp-fraction-padded',
] as const;
export type PdfSignatureWarning = (typeof PDF_SIGNATURE_WARNINGS)[number];

/**
 * Gives a digest of the bytes that a signature or a time-stamp is about, with the octets `before` in front of them where
 * there are any (SM2 digests so); null for one that cannot be computed.
 */
export type AnyDigestOf = (algorithm: DigestName, before?: Uint8Array) => Promise<Uint8Array | null>;

/** What an ETSI.RFC3161 signature or a signature-time-stamp attribute says (RFC 3161 §2.4.2). A claim until its TSA is trusted. */
export type TimeStampFacts = {
  readonly genTime: IsoInstant;
  /** Milliseconds to either side of `genTime`; null where the token does not say. */
  readonly accuracyMs: number | null;
  readonly imprintDigest: DigestName | null;
  /** Dotted OID. */
  readonly policy: string;
  /** ExtKeyUsage of the TSA is present, critical and for time-stamps alone (RFC 3161 §2.3). */
  readonly tsaUsage: boolean;
};

/** What every signature that could be taken apart tells. */
export type CmsFacts = {
  readonly of: 'signature' | 'timestamp';
  readonly algorithm: AlgorithmEvidence;
  readonly signer: CertificateFacts;
  /** DER of every certificate in the CMS, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  /** Why the certificate may not sign documents; a matter of trust, not of integrity. Null for time-stamps. */
  readonly usage: UsageProblem | null;
  readonly warnings: readonly PdfSignatureWarning[];
  /** The time-stamp itself, where this is one. */
  readonly timeStamp: TimeStampFacts | null;
  /** Revocation data that it brings along; nothing in them has been judged. */
  readonly revocation: EmbeddedRevocation;
  /** The signature-time-stamp attributes, in their order. */
  readonly signatureTimeStamps: readonly PdfSignatureEvidence[];
};

/** Bytes that are no CMS signature: why, by a permanent code; the detail is for the log. */
export type Unreadable = {
  readonly kind: 'unreadable';
  readonly code: PdfSignatureProblem | MalformedCode | 'cms-too-large' | 'byte-range-unclear';
  readonly detail: string;
};

export type PdfSignatureEvidence =
  | Unreadable
  /** Its only fault is what `code` names. `intact` and `valid` are true, or null where they cannot be computed. */
  | {
      readonly kind: 'unsupported';
      readonly code: UnsupportedCode;
      readonly detail: string;
      readonly intact: true | null;
      readonly valid: true | null;
      /** Null where not even the SubFilter is known. */
      readonly facts: CmsFacts | null;
    }
  | ({
      readonly kind: 'read';
      /** The digest in the CMS is that of the byte range (for a time-stamp: its imprint is); null where it cannot be computed. */
      readonly intact: boolean | null;
      /** The signature value verifies with the signer's key; null where it cannot be computed. */
      readonly valid: boolean | null;
      /** Why something cannot be computed; null where all is. */
      readonly notComputed: UnsupportedCode | null;
      /** Each one makes the signature suspect. */
      readonly problems: readonly PdfSignatureProblem[];
    } & CmsFacts);
