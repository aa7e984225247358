/**
 * Everything that the checks judge, gathered once. Plain data: it crosses a worker boundary by structured clone.
 * What could not be learnt is said as such; nothing is left out silently.
 */

import type { AnchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import type { PageLinks } from '#core/pdf/document/page-links.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import type {
  PadesLevel,
  RevocationEvidence,
  RevocationSubject,
  SignerJudgement,
  ValidationData,
} from '#core/validation/validation.ts';
import type { SignerIdentity } from '#core/x509/identity/read-identity.ts';
import type { IsoDate, IsoInstant } from './calendar.ts';
import type { ConfirmationContent, RegisteredConfirmation } from './confirmation.ts';
import type { FileFinding, SignatureProblem } from './errors.ts';
import type { SealClass } from './seal-class.ts';

/** What the PDF reader and the CMS reader found in the bytes. */
export type DocumentEvidence =
  | {
      readonly kind: 'unreadable';
      readonly code: 'not-a-pdf' | 'file-malformed' | 'file-encrypted';
      readonly detail: string;
    }
  | LostReading
  | { readonly kind: 'unsigned'; readonly findings: readonly FileFinding[] }
  | SignedDocumentEvidence;

/** Something that was met on the way: nothing can be said of the file. */
export type LostReading = {
  readonly kind: 'undecided';
  readonly code: 'limit-exceeded' | 'reader-failed' | 'reader-timed-out';
  readonly detail: string;
};

export type SignedDocumentEvidence = {
  readonly kind: 'signed';
  /** How often the file was written: 1 for the original, one more for each incremental update. */
  readonly revisions: number;
  readonly pages: number;
  /** Whatever two viewers could read in two ways. */
  readonly findings: readonly FileFinding[];
  /** Signature fields that hold a value. */
  readonly signatures: number;
  readonly field: SignatureFieldEvidence;
  readonly signature: SignatureEvidence;
  /** How the sealed file is written; asked only where a trusted signer answers for it. */
  readonly form:
    | { readonly kind: 'not-asked' }
    | { readonly kind: 'exact'; readonly form: 1 | 2 }
    /** The registry holds these very octets: they were asked before they were sealed. */
    | { readonly kind: 'registered' }
    | { readonly kind: 'other'; readonly detail: string };
  /** What follows the sealed file: nothing, what this product writes for the archive, octet for octet, or anything else. */
  readonly following:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'archive-copy' | 'others'; readonly bytes: number };
  /** Lower-case hex SHA-256 of the sealed file where something follows it; null where nothing does. */
  readonly sealedSha256: string | null;
  /** What the signers are judged by: the seal first, then the time-stamps that were added. */
  readonly validation: ValidationData;
  /** The seal's signer, by what was known when it was read; null where it cannot be read. */
  readonly judgement: SignerJudgement | null;
  /** The certificates whose revocation may be asked elsewhere. */
  readonly subjects: readonly RevocationSubject[];
  readonly content: ContentEvidence;
  /** What can be pressed on the pages that were sealed; read with the content. */
  readonly links: PageLinks;
  readonly text: PageTextEvidence;
};

/** How hex digits are written; those without letters are in lower case. */
export type HexCase = 'lower' | 'upper' | 'mixed';

/** The signature dictionary and what its byte range covers (ISO 32000-2, 12.8). */
export type SignatureFieldEvidence = {
  readonly name: string;
  readonly subFilter: string;
  /** `entire-file`: every byte but the hex string of /Contents, to the last byte of the file. */
  readonly coverage: 'entire-file' | 'entire-revision' | 'unclear';
  /** Why coverage is unclear, in words for the log; empty otherwise. */
  readonly coverageDetail: string;
  readonly bytesAfter: number;
  /** How the hex digits of /Contents stand, the one part that no signature covers: sealed documents have lower case. */
  readonly contentsCase: HexCase;
  /** DocMDP permission of a certification signature that /Perms names; null for none. */
  readonly docMdp: 1 | 2 | 3 | null;
  /** /M, as a claim only. */
  readonly claimedTime: string | null;
};

export type SignatureEvidence =
  | { readonly kind: 'unreadable'; readonly detail: string }
  | {
      readonly kind: 'read';
      /** message-digest equals the digest of the byte range (RFC 5652 §11.2). */
      readonly intact: boolean;
      /** The signature value verifies over the DER signed attributes with the signer's key. */
      readonly valid: boolean;
      /** What is wrong with the CMS or its signed attributes; each one refuses the document. */
      readonly problems: readonly SignatureProblem[];
      readonly algorithm: AlgorithmEvidence;
      readonly signer: CertificateFacts;
      /** DER of every certificate in the CMS, the signer's first. */
      readonly certificates: readonly Uint8Array[];
    };

export type AlgorithmEvidence = {
  /** For people: `RSA-3072 with SHA-256`. */
  readonly name: string;
  /** ETSI TS 119 312 by dated policy: `legacy` is accepted and named. */
  readonly policy: 'accepted' | 'legacy' | 'refused' | 'unsupported';
};

/** The facts of a certificate that the checks and the result page use. */
export type CertificateFacts = {
  readonly organization: string;
  /** organizationIdentifier (2.5.4.97), e.g. `NTRCN-91350200M0000TEX1H` (EN 319 412-1 §5.1.4); empty when absent. */
  readonly organizationIdentifier: string;
  readonly commonName: string;
  readonly issuer: string;
  /** Upper-case hex without separators. */
  readonly serialNumber: string;
  /** Lower-case hex SHA-256 of the DER. */
  readonly sha256: string;
  readonly notBefore: IsoInstant;
  readonly notAfter: IsoInstant;
};

/** The signed JSON inside the file: read only where a trusted signer answers for the bytes (`established`). */
export type ContentEvidence =
  | { readonly kind: 'not-read' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'read'; readonly content: ConfirmationContent };

/** What a person sees on the pages, as pdf.js reads it. */
export type PageTextEvidence =
  | { readonly kind: 'not-read' }
  | { readonly kind: 'unreadable'; readonly detail: string }
  | { readonly kind: 'read'; readonly pages: readonly string[] };

/** Whether a chain leads from the signer to an anchor of the trust list, and whom that anchor vouches for. */
export type TrustEvidence =
  | { readonly kind: 'not-asked' }
  /** The trust list could not be asked, so nothing but the bytes was looked at. */
  | { readonly kind: 'unknown'; readonly detail: string }
  | { readonly kind: 'unknown-signer' }
  | { readonly kind: 'chain-invalid'; readonly detail: string }
  /** It held once: a CA of it has ended, and nothing proves that the signature was there before. */
  | { readonly kind: 'chain-ended' }
  | {
      readonly kind: 'trusted';
      readonly anchor: CertificateFacts;
      /** Only `in-force` is trust; the others say why an anchor that is known is not relied on. */
      readonly standing: AnchorStanding;
      /** Whom the signer's certificate names, by the convention of the anchor; whom the anchor itself names where it is pinned. */
      readonly identity: SignerIdentity;
      readonly manufacturer: TrustedManufacturer | null;
      readonly keys: TrustedKeys;
    };

/** By which keys a signer was trusted: enough to ask about them later, without the file. */
export type TrustedKeys = {
  /** Identity of the anchor's key. */
  readonly anchor: string;
  /** The signer's, as base64 of its DER SubjectPublicKeyInfo. */
  readonly signer: string;
};

/** A manufacturer as the trust list knows it: whom an anchor vouches for. */
export type TrustedManufacturer = {
  readonly code: string;
  readonly nameZh: string;
  readonly uscc: string;
  readonly test: boolean;
  readonly status: 'active' | 'suspended';
  readonly listings: readonly {
    readonly announcement: string;
    readonly nameZh: string;
    readonly from: IsoDate;
    readonly until: IsoDate | null;
  }[];
  readonly wmis: readonly { readonly wmi: string; readonly from: IsoDate; readonly until: IsoDate | null }[];
  /** `here`: this install's registry knows every number of this maker. */
  readonly registry: 'here' | 'elsewhere';
  /** What stands behind its seal; left out where the list does not say (`sealClassOf`). */
  readonly seal?: SealClass;
};

/** Whether this install knows that somebody else may have used the signer's key. */
export type CompromiseEvidence =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'none-known' }
  /** From then on nothing proves that the manufacturer signed. */
  | { readonly kind: 'compromised'; readonly since: IsoInstant }
  | { readonly kind: 'unknown'; readonly detail: string };

/** What is proven of the signature's time, and what it brings along. */
export type SigningEvidence = {
  /** By then a time-stamp of a trusted authority proves that the signature existed; null where the present must do. */
  readonly provenAt: IsoInstant | null;
  /** By what is in the file; null where the signature is not sound. */
  readonly level: PadesLevel | null;
  /** Whether revocation data for the signer's chain are in the file. */
  readonly embeddedRevocation: boolean;
  /** The last moment for which the signer's whole path is proven not to be revoked; null where nothing proves that. */
  readonly goodUntil: IsoInstant | null;
  /** Odd entries of the lists that were read for it. */
  readonly revocationNotes: readonly RevocationNote[];
};

/** What the registry says about these bytes and this number. */
export type RegistryEvidence =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'unknown-number' }
  /** Unknown to a registry that was restored from a backup, and given out since or not: nobody knows. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'different-bytes'; readonly record: RegisteredConfirmation }
  | {
      readonly kind: 'identical';
      readonly record: RegisteredConfirmation;
      /** True where what was withdrawn since is not known: the registry was restored from a backup. */
      readonly isUnconfirmed?: boolean;
    };

/** What the person who checks wants to know; VIN already normalised. */
export type Question = {
  readonly vin: string | null;
  readonly destination: string | null;
  readonly applicationDate: IsoDate | null;
};

export type Evidence = {
  readonly judgedAt: IsoInstant;
  readonly file: { readonly sha256: string; readonly size: number };
  readonly question: Question;
  readonly document: DocumentEvidence;
  readonly trust: TrustEvidence;
  readonly revocation: RevocationEvidence;
  readonly compromise: CompromiseEvidence;
  readonly signing: SigningEvidence;
  readonly registry: RegistryEvidence;
};
