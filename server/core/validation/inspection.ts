import { PDF_SIGNATURE_WARNINGS } from '#core/cms/pdf-signature-evidence.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { FILE_NOTES } from '#core/pdf/syntax/notes.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import type {
  Indication,
  PadesLevel,
  RevocationSubject,
  SignerTrust,
  SubIndication,
  ValidationData,
} from './validation.ts';

/** What `inspect` says of a PDF, whoever made it. Plain data: it crosses a worker boundary by structured clone. */

/** Why a change after a signature is forbidden (`server/core/pdf/revisions`). */
export const CHANGE_CODES = [
  'trailer-changed',
  'root-repointed',
  'file-identifier-changed',
  'catalog-changed',
  'document-information-changed',
  'metadata-changed',
  'version-lowered',
  'extension-changed',
  'permissions-changed',
  'security-store-changed',
  'page-tree-changed',
  'page-changed',
  'annotation-added',
  'annotation-removed',
  'annotation-changed',
  'form-changed',
  'field-added',
  'field-removed',
  'field-changed',
  'field-locked',
  'field-filled',
  'appearance-without-value',
  'signed-field-changed',
  'signature-removed',
  'signature-reused',
  'signature-not-of-its-revision',
  'visible-field-added',
  'structure-changed',
  'object-unreferenced',
] as const;
export type ChangeCode = (typeof CHANGE_CODES)[number];

export type ChangesAfter = 'none' | 'allowed' | 'forbidden';

/** What a change after a signature concerns. */
export const CHANGE_PLACES = [
  'field-value',
  'field-added',
  'signature-look',
  'annotation',
  'metadata',
  'structure',
  'page-content',
  'resources',
  'form',
  'document',
  'other',
] as const;
export type ChangePlace = (typeof CHANGE_PLACES)[number];

/** What one later revision changed at one kind of place, permitted or not. */
export type InspectedChange = {
  /** Which writing of the file made it, counted from 1: the original is 1, its first update 2. */
  readonly revision: number;
  readonly place: ChangePlace;
  /** How many fields, annotations or objects. */
  readonly count: number;
  /** Where it can be seen, counted from 1; empty where that is no page, or not known. */
  readonly pages: readonly number[];
};

/** What is wrong with a signature or a whole file, beside the findings of the reader and the problems of the CMS. */
export const INSPECTION_PROBLEMS = [
  'byte-range-unclear',
  'signature-unreadable',
  'digest-mismatch',
  'signature-value-wrong',
  'signature-type-mismatch',
  'signature-outside-form',
  'signature-elsewhere',
  'field-outside-form',
  'not-a-pdf',
  'file-malformed',
  'file-encrypted',
  'limit-exceeded',
  'reader-failed',
  'reader-timed-out',
  'no-such-file',
  'is-a-directory',
  'file-not-readable',
] as const;

/**
 * `clean`: every signature intact and valid over what it claims, one way to read the file, and later revisions hold nothing
 * but validation data, time-stamps and further signatures that show nothing.
 * `amended`: later revisions hold more than that, which the signatures permit; `changes` names it.
 * `suspect`: something is wrong, ambiguous or not permitted.
 * `unsupported`: an algorithm, SubFilter or encryption that is refused or not implemented, or more than this reader takes,
 * and nothing is suspect.
 * `unsigned`: nothing in the file, not even in what its streams decode to, looks like a signature.
 * Where several would hold, the first of: unreadable, suspect, unsupported, amended, clean.
 */
export const INSPECTION_OUTCOMES = ['clean', 'amended', 'suspect', 'unsupported', 'unsigned', 'unreadable'] as const;
export type InspectionOutcome = (typeof INSPECTION_OUTCOMES)[number];

/** What is known of whom a signer is trusted by; `unavailable` where nobody could say whom this service trusts. */
export const INSPECTED_TRUST = ['trusted', 'untrusted', 'unknown', 'unavailable'] as const;
export type InspectedTrust = SignerTrust | 'unavailable';

export type InspectedSigner = {
  readonly commonName: string;
  readonly organization: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly sha256: string;
};

export type InspectedSignature = {
  readonly field: string;
  readonly kind: 'signature' | 'timestamp';
  readonly subFilter: string;
  /** The digest is that of the byte range; null where it cannot be computed. */
  readonly intact: boolean | null;
  /** The signature value verifies; null where it cannot be computed. */
  readonly valid: boolean | null;
  readonly coverage: 'entire-file' | 'entire-revision' | 'contiguous' | 'unclear';
  /** Which writing of the file it signs, counted from 1; null while coverage is unclear. */
  readonly revision: number | null;
  /** Length of the revision that it signs, in bytes from the start of the file; null while coverage is unclear. */
  readonly signedBytes: number | null;
  /** When it was made, as its writer claims (/M); proves nothing. */
  readonly claimedTime: IsoInstant | null;
  /** The earliest time-stamp inside it that verifies, whoever made that; of a time-stamp its own time. */
  readonly stampedTime: IsoInstant | null;
  readonly changesAfter: ChangesAfter;
  readonly docMdp: 1 | 2 | 3 | null;
  /** PAdES baseline level (EN 319 142-1) by what is there, not by whom one trusts; null for other signatures. */
  readonly level: PadesLevel | null;
  readonly algorithm: string | null;
  readonly signer: InspectedSigner | null;
  readonly trust: InspectedTrust;
  readonly indication: Indication;
  /** Of ETSI EN 319 102-1, table 6. */
  readonly subIndication: SubIndication | null;
  /** Odd entries of the revocation lists that were read for its signer; they decide nothing. */
  readonly revocationNotes: readonly RevocationNote[];
  /** Permanent codes. */
  readonly problems: readonly string[];
};

/** What a person may know and need not be alarmed by: every reader understands it alike. It changes no outcome. */
export const INSPECTION_NOTES = [
  ...FILE_NOTES,
  ...PDF_SIGNATURE_WARNINGS,
  'signature-type-odd',
  'limit-exceeded',
] as const;
export type InspectionNoteCode = (typeof INSPECTION_NOTES)[number];

export type InspectionNote = {
  readonly code: InspectionNoteCode;
  /**
   * Where it was first met: `byte N` counted from 0, `file` for what stands in decoded data, `signature NAME` with the name
   * of its field, or `limit NAME N` with the bound that was met.
   */
  readonly where: string;
};

export type Inspection = {
  readonly outcome: InspectionOutcome;
  /** What was changed after the first signature, in the order of the revisions; empty where that is nothing. */
  readonly changes: readonly InspectedChange[];
  readonly signatures: readonly InspectedSignature[];
  /** Permanent codes of what concerns the whole file. */
  readonly problems: readonly string[];
  readonly notes: readonly InspectionNote[];
};

export type InspectionAnswer = {
  readonly inspection: Inspection;
  /** The certificates on the signers' paths to the anchors, whose revocation may be asked elsewhere; each once. */
  readonly subjects: readonly RevocationSubject[];
  /** What the signers are judged by; null where the file could not be read. */
  readonly validation: ValidationData | null;
};
