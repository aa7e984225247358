/**
 * What the judgement of signers asks for and gives (ETSI EN 319 102-1). Plain data: it crosses a worker boundary by
 * structured clone.
 */
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';

/** What is known of the revocation of a certificate. */
export type RevocationEvidence =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'good'; readonly source: 'crl' | 'ocsp'; readonly asOf: IsoInstant }
  /** The certificate stands in the trust list itself, and its issuer is not known to have revoked it. */
  | { readonly kind: 'pinned' }
  | { readonly kind: 'revoked'; readonly at: IsoInstant; readonly reason: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/** The main indications of ETSI EN 319 102-1, table 5. */
export type Indication = 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE';

/** The sub-indications of ETSI EN 319 102-1, table 6, that can come out here. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'GENERIC';

/** What a validation came to; the sub-indication is null for what passed. */
export type ValidationResult = {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
};

/** Whether an anchor answers for a signer; `unknown` where its revocation could not be learnt, or no anchor was given. */
export type SignerTrust = 'trusted' | 'untrusted' | 'unknown';

/** PAdES baseline levels (EN 319 142-1, 6.1). */
export type PadesLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';

/** What a path is asked for: a signer of documents, or a time-stamp authority. */
export type PathPurpose = 'sealing' | 'time-stamping';

/** An anchor, and what it vouches for. */
export type ValidationAnchor = {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly purposes: readonly PathPurpose[];
  /** Whether nothing that the trust list says of its key makes it one to rely on: then it signs nothing, at no place of a path. */
  readonly isBarred?: boolean;
  /** Whether it is the signer's own certificate: it answers for itself, and is no CA. */
  readonly isPinned?: boolean;
};

/** Lists and answers as their issuers publish them, in DER, newest first; nothing in them has been judged. */
export type RevocationMaterial = {
  readonly crls: readonly Uint8Array[];
  /** OCSPResponse (RFC 6960 §4.2.1). */
  readonly ocsps: readonly Uint8Array[];
};

export const NO_MATERIAL: RevocationMaterial = { crls: [], ocsps: [] };

/** A certificate whose revocation is asked about, and its issuer: both in DER. */
export type RevocationSubject = { readonly certificate: Uint8Array; readonly issuer: Uint8Array };

/** What the judgement of a file's signers rests on beside the file. */
export type ValidationContext = {
  readonly anchors: readonly ValidationAnchor[];
  /** The present. */
  readonly at: IsoInstant;
  /** What was found outside the file, such as on the network. */
  readonly found: RevocationMaterial;
};

/** What reading a document rests on. */
export type ReadingContext = ValidationContext & {
  /**
   * Whether the registry holds these very octets, by their SHA-256: what was asked of them before they were sealed (their
   * form, their compressed data) is not asked again.
   */
  readonly isRegistered?: boolean;
};

/**
 * DER, and the layer of the evidence that it lies in: a time-stamp over a layer proves all that lies in it or below.
 * Null for what came from elsewhere, which nothing proves to be older than the present.
 */
export type LayeredObject = { readonly der: Uint8Array; readonly layer: number | null };

/** What a file holds for the judgement of its signers. */
export type ValidationData = {
  /** The signatures and document time-stamps, in the order of the file's own list. */
  readonly items: readonly SignedItem[];
  /** DER of the certificates outside the signatures. */
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly LayeredObject[];
  readonly ocsps: readonly LayeredObject[];
};

/** One signature, document time-stamp or signature-time-stamp. */
export type SignedItem = {
  readonly kind: 'signature' | 'timestamp';
  /** DER, the signer's first; none where it could not be read. */
  readonly certificates: readonly Uint8Array[];
  /** The layer that it lies in. */
  readonly layer: number;
  /** Intact, valid, over what it claims, with nothing wrong: only then it proves anything. */
  readonly sound: boolean;
  /** What a time-stamp says, in ms: `accuracy` to either side. Null for a signature. */
  readonly time: { readonly genTime: number; readonly accuracy: number } | null;
  /** The signature-time-stamps on it. */
  readonly stamps: readonly SignedItem[];
};

/** What was found out about the signer of one item. */
export type SignerJudgement = ValidationResult & {
  readonly trust: SignerTrust;
  /** Index of the anchor among those given, and the path to it in DER, signer first; null where none leads there. */
  readonly path: { readonly anchor: number; readonly certificates: readonly Uint8Array[] } | null;
  /** Why no path holds although signatures lead to an anchor: a code and a name; null otherwise. */
  readonly pathProblem: string | null;
  /** Whether it would hold but for the end of a CA: nothing proves that the signature was there before. */
  readonly hasPathEnded: boolean;
  /** Of the certificate in the path that decides; of the signer's where all is good. */
  readonly revocation: RevocationEvidence;
  /** The last moment for which the whole path is proven not to be revoked; null where nothing proves that. */
  readonly goodUntil: IsoInstant | null;
  /** Odd entries of the lists that were read: nothing is decided by them. */
  readonly revocationNotes: readonly RevocationNote[];
  /** By then it is proven to have existed, and for that moment it was judged; null where that was the present. */
  readonly provenAt: IsoInstant | null;
  /** By what is there, not by whom one trusts; null for a time-stamp and for a signature that is not sound. */
  readonly level: PadesLevel | null;
  /** Whether revocation data for the signer's chain are in the file. */
  readonly embeddedRevocation: boolean;
  /** The certificates on the paths, its time-stamps' included, whose revocation may be asked elsewhere. */
  readonly subjects: readonly RevocationSubject[];
};
