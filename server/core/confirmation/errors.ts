/** The closed lists of permanent codes. A code is kept for ever: other systems and the locale files rest on it. */

/** The ordered checks of a verification. */
export const CHECK_IDS = [
  'file-readable',
  'file-signed',
  'file-unambiguous',
  'whole-file-signed',
  'certified-against-change',
  'content-unchanged',
  'signature-value',
  'algorithm-accepted',
  'signer-trusted',
  'exactly-sealed',
  'certificate-in-force',
  'certificate-not-revoked',
  'key-not-compromised',
  'data-readable',
  'dated-in-the-past',
  'signer-is-manufacturer',
  'manufacturer-entitled',
  'pages-match-data',
  'registered',
  'still-in-force',
  'vehicle-matches',
  'destination-matches',
  'confirmation-needed',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** What a check can say, by check: each code has a sentence and a remedy in every locale. */
export const CHECK_CODES = [
  'not-reached',
  'file-readable',
  'not-a-pdf',
  'file-malformed',
  'file-encrypted',
  'limit-exceeded',
  'reader-failed',
  'reader-timed-out',
  'file-signed',
  'file-unsigned',
  'several-signatures',
  'file-unambiguous',
  'file-ambiguous',
  'whole-file-signed',
  'bytes-after-signature',
  'byte-range-invalid',
  'signature-rewritten',
  'certified-no-changes',
  'not-certified',
  'content-unchanged',
  'content-altered',
  'signature-unreadable',
  'signature-value-verifies',
  'signature-value-wrong',
  'signature-attributes-wrong',
  'algorithm-accepted',
  'algorithm-legacy',
  'algorithm-refused',
  'algorithm-unsupported',
  'signer-trusted',
  'signer-unknown',
  'chain-invalid',
  'chain-ended',
  'anchor-suspended',
  'anchor-not-in-force',
  'exactly-sealed',
  'not-exactly-sealed',
  'certificate-in-force',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-not-revoked',
  'certificate-revoked',
  'revocation-unknown',
  'key-not-compromised',
  'key-compromised',
  'compromise-unknown',
  'data-readable',
  'data-missing',
  'data-malformed',
  'dated-in-the-past',
  'dated-in-the-future',
  'signer-is-manufacturer',
  'signer-not-manufacturer',
  'manufacturer-not-listed',
  'manufacturer-suspended',
  'manufacturer-entitled',
  'manufacturer-not-entitled',
  'pages-match-data',
  'pages-compared-at-issue',
  'pages-differ-from-data',
  'pages-unreadable',
  'registered-identical',
  'registered-but-different',
  'number-unknown',
  'registry-unreachable',
  'registry-elsewhere',
  'in-force',
  'withdrawn',
  'superseded',
  'partly-withdrawn',
  'vehicle-matched',
  'vehicle-not-listed',
  'vehicle-not-compared',
  'destination-matched',
  'destination-differs',
  'destination-not-listed',
  'destination-not-compared',
  'confirmation-needed',
  'confirmation-not-needed',
  'need-not-asked',
] as const;
export type CheckCode = (typeof CHECK_CODES)[number];

/** What makes a PDF readable in two ways (`server/core/pdf`). */
export const FILE_FINDINGS = [
  'garbage-before-header',
  'header-ambiguous',
  'bytes-after-eof',
  'object-outside-xref',
  'hidden-object',
  'duplicate-key',
  'xref-broken',
  'xref-overlap',
  'hybrid-conflict',
  'object-mismatch',
  'startxref-ambiguous',
  'stream-length-wrong',
  'compressed-data-wrong',
  'contents-not-one-hex-string',
  'signature-value-shared',
  'signature-outside-signed-revision',
  'page-tree-broken',
  'ambiguous-attachment',
] as const;
export type FileFinding = (typeof FILE_FINDINGS)[number];

/** What is wrong with a CMS or its signed attributes (`server/core/cms`). */
export const SIGNATURE_PROBLEMS = [
  'cms-not-der',
  'cms-not-signed-data',
  'cms-trailing-bytes',
  'cms-not-as-built',
  'signer-count',
  'content-embedded',
  'signer-certificate-missing',
  'attributes-not-der',
  'attribute-missing',
  'attribute-repeated',
  'content-type-wrong',
  'signing-time-present',
  'signing-certificate-missing',
  'signing-certificate-mismatch',
  'digest-algorithm-mismatch',
  'algorithm-protection-mismatch',
  'key-usage-wrong',
  'subfilter-unsupported',
] as const;
export type SignatureProblem = (typeof SIGNATURE_PROBLEMS)[number];

/** What can be wrong with one field of a request. */
export const FIELD_CODES = [
  'required',
  'not-valid',
  'too-short',
  'too-long',
  'unknown-field',
  'too-many-vehicles',
  'vin-length',
  'vin-characters',
  'vin-scanned',
  'vin-check-digit',
  'vin-repeated',
  'vin-model-year',
  'vin-not-yours',
  'vin-not-vouched-for',
  'vin-already-confirmed',
  'vin-being-confirmed',
  'number-mistyped',
  'uscc-length',
  'uscc-characters',
  'uscc-check-character',
  'date-not-valid',
  'date-in-future',
  'transfer-before-registration',
  'country-unknown',
  'destination-not-served',
  'outlet-unknown',
  'outlet-elsewhere',
  'text-not-printable',
  'text-holds-identifier',
  'outlet-text-not-printable',
  'outlet-text-holds-identifier',
  'manufacturer-unknown',
  'manufacturer-not-listed',
  'supersedes-unknown',
  'supersedes-not-live',
  'reason-unknown',
  'vin-not-in-confirmation',
  'until-before-from',
  'wmi-not-valid',
  'repeated',
  'of-another-manufacturer',
  'never-changes',
  'differs-from-trust-list',
  'test-not-accepted',
  'picture-not-readable',
  'picture-too-large',
  'picture-too-complex',
  'picture-size-wrong',
  'picture-not-square',
  'picture-has-text',
  'picture-refers-elsewhere',
  'picture-forbidden',
] as const;
export type FieldCode = (typeof FIELD_CODES)[number];

/** What the service as a whole can refuse with; `server/http/problem.ts` maps each to a status and words. */
export const PROBLEM_CODES = [
  'request-not-valid',
  'body-not-json',
  'not-signed-in',
  'token-not-valid',
  'not-allowed',
  'not-permitted',
  'not-found',
  'method-not-allowed',
  'cursor-not-valid',
  'confirmation-not-found',
  'file-missing',
  'file-too-large',
  'too-many-files',
  'upload-broken',
  'upload-stalled',
  'too-many-requests',
  'idempotency-key-reused',
  'being-issued',
  'already-withdrawn',
  'no-signing-key',
  'signing-key-not-active',
  'signing-key-unavailable',
  'anchor-suspended',
  'anchor-not-in-force',
  'manufacturer-not-vouched-for',
  'manufacturer-suspended',
  'anchor-unknown',
  'anchor-known',
  'anchor-not-a-ca',
  'anchor-without-manufacturer',
  'anchor-file-not-valid',
  'key-unknown',
  'key-id-taken',
  'key-source-unknown',
  'key-source-of-another',
  'key-state-wrong',
  'key-banned',
  'key-active-already',
  'certificate-file-not-valid',
  'certificate-of-another-key',
  'certificate-names-another',
  'certificate-not-trusted',
  'compromise-date-not-valid',
  'manufacturer-unknown',
  'manufacturer-not-listed',
  'no-seal-in-force',
  'seal-names-another',
  'seal-version-unknown',
  'seal-state-wrong',
  'seal-approved-by-proposer',
  'too-many-seal-proposals',
  'certificate-not-usable',
  'document-too-large',
  'document-not-faithful',
  'time-stamp-unavailable',
  'revocation-unavailable',
  'stored-file-damaged',
  'stored-file-missing',
  'seal-not-good',
  'archive-copy-not-accepted',
  'archive-copy-too-large',
  'archive-copy-missing',
  'other-file',
  'no-signed-revision',
  'busy',
  'internal-error',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Values for the placeholders of a sentence. */
export type WordData = Readonly<Record<string, string | number | readonly string[]>>;

/** One wrong field: a JSON pointer (RFC 6901) to it, what is wrong, and what it may have been meant to be. */
export type FieldProblem = {
  readonly pointer: string;
  readonly code: FieldCode;
  readonly data: WordData;
  readonly suggestions: readonly string[];
};

/** A refusal as a value. */
export type Problem = {
  readonly code: ProblemCode;
  readonly data: WordData;
  readonly fields: readonly FieldProblem[];
};

/** What a use case answers: its value, or a refusal. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export function succeed<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

/** A refusal with its code, the data of its sentence, and the fields at fault. */
export function refuse(
  code: ProblemCode,
  data: WordData = {},
  fields: readonly FieldProblem[] = [],
): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, data, fields } };
}
