import { PROBLEM_CODES, type ProblemCode } from '#core/confirmation/errors.ts';
import { PROBLEM_STATUS } from '../problem.ts';

/**
 * What each operation can refuse with: the only such table. `/openapi.json` and the pages of the problems are made from it,
 * and every answer of the tests is held against it. `method-not-allowed` and `not-found` belong to no operation.
 */

const EVERY = ['address-not-valid', 'internal-error'] as const satisfies readonly ProblemCode[];
/** Whoever sends no token is known by none, and limited by address. */
const PUBLIC = [...EVERY, 'too-many-requests'] as const;
const STORE = ['store-busy', 'store-corrupt'] as const satisfies readonly ProblemCode[];
const TOKEN = [
  ...EVERY,
  ...STORE,
  'not-signed-in',
  'token-not-valid',
  'not-permitted',
  'too-many-requests',
  'store-set-back',
  'restore-not-confirmed',
] as const;
/** Of a body of JSON. */
const JSON_BODY = [
  'body-not-json',
  'media-type-not-supported',
  'document-too-large',
  'request-not-valid',
] as const satisfies readonly ProblemCode[];
/** Of files, and of the threads that read them. */
const UPLOAD = [
  'file-missing',
  'file-too-large',
  'too-many-files',
  'upload-broken',
  'upload-stalled',
  'media-type-not-supported',
  'request-not-valid',
  'busy',
] as const satisfies readonly ProblemCode[];
/** Of whatever changes something: the right to do it, and that it is durable. */
const CHANGE = ['store-not-writable', 'journal-unavailable'] as const satisfies readonly ProblemCode[];
const ONE_CONFIRMATION = ['confirmation-not-found', 'record-damaged'] as const satisfies readonly ProblemCode[];
const STORED_FILE = [
  'stored-file-missing',
  'stored-file-damaged',
  'file-store-unusable',
] as const satisfies readonly ProblemCode[];
/** Of a certificate that something would be sealed under now. */
const VOUCHED = [
  'certificate-not-usable',
  'certificate-not-trusted',
  'certificate-not-identified',
  'certificate-names-another',
  'anchor-suspended',
  'anchor-not-in-force',
  'manufacturer-not-vouched-for',
  'manufacturer-suspended',
  'trust-list-unreadable',
] as const satisfies readonly ProblemCode[];
const KEY = [...TOKEN, ...CHANGE, 'key-unknown', 'keys-unreadable'] as const;
const MANUFACTURER = [...TOKEN, 'manufacturer-unknown'] as const;
const SEAL = [...MANUFACTURER, 'seal-version-unknown'] as const;

export const OPERATION_PROBLEMS = {
  issueConfirmation: [
    ...TOKEN,
    ...JSON_BODY,
    ...CHANGE,
    ...VOUCHED,
    'clock-behind',
    'no-signing-key',
    'signing-key-not-active',
    'signing-key-unavailable',
    'signing-key-not-here',
    'keys-unreadable',
    'certificate-not-yet-valid',
    'certificate-ends-too-soon',
    'time-stamp-ends-too-soon',
    'seal-ends-too-soon',
    'no-seal-in-force',
    'seal-names-another',
    'being-issued',
    'idempotency-key-reused',
    'document-not-faithful',
    'revocation-unavailable',
    'time-stamp-unavailable',
    'file-store-unusable',
    'reservation-ended',
    'record-damaged',
    'busy',
  ],
  listConfirmations: [...TOKEN, 'request-not-valid', 'cursor-not-valid'],
  readConfirmation: [...TOKEN, ...ONE_CONFIRMATION],
  downloadConfirmation: [...TOKEN, ...ONE_CONFIRMATION, ...STORED_FILE],
  downloadArchiveCopy: [...TOKEN, ...ONE_CONFIRMATION, ...STORED_FILE, 'archive-copy-missing'],
  withdrawConfirmation: [...TOKEN, ...JSON_BODY, ...CHANGE, ...ONE_CONFIRMATION, 'already-withdrawn'],
  createRequest: [
    ...TOKEN,
    ...JSON_BODY,
    ...CHANGE,
    'organisation-unknown',
    'idempotency-key-reused',
    'too-many-open-requests',
    'request-too-large',
    'keys-unreadable',
    'trust-list-unreadable',
  ],
  listRequests: [...TOKEN, 'request-not-valid', 'cursor-not-valid'],
  readRequest: [...TOKEN, 'request-unknown'],
  cancelRequest: [...TOKEN, ...JSON_BODY, ...CHANGE, 'request-unknown', 'request-state-wrong'],
  proposeBatch: [
    ...TOKEN,
    ...JSON_BODY,
    ...CHANGE,
    'manufacturer-unknown',
    'idempotency-key-reused',
    'too-many-open-batches',
    'keys-unreadable',
    'trust-list-unreadable',
  ],
  listBatches: [...TOKEN, 'request-not-valid', 'cursor-not-valid'],
  readBatch: [...TOKEN, 'batch-unknown'],
  listBatchRows: [...TOKEN, 'batch-unknown', 'request-not-valid', 'cursor-not-valid'],
  listKeys: [...TOKEN, 'keys-unreadable'],
  suspendKey: [...KEY, 'key-state-wrong'],
  activateKey: [...KEY, ...VOUCHED, 'key-state-wrong', 'key-banned', 'key-active-already', 'manufacturer-unknown'],
  markKeyCompromised: [...KEY, ...JSON_BODY, 'compromise-date-not-valid'],
  readSealing: MANUFACTURER,
  setSealing: [...MANUFACTURER, ...JSON_BODY, ...CHANGE],
  resetSealing: [...MANUFACTURER, ...CHANGE],
  listSeals: MANUFACTURER,
  proposeSeal: [...MANUFACTURER, ...JSON_BODY, ...CHANGE, 'too-many-seal-proposals', 'too-many-seals-of-a-day', 'busy'],
  approveSeal: [...SEAL, ...CHANGE, 'seal-state-wrong', 'seal-approved-by-proposer'],
  retireSeal: [...SEAL, ...CHANGE, 'seal-state-wrong'],
  previewSeal: [...SEAL, 'busy'],
  verifyDocuments: [...PUBLIC, ...UPLOAD],
  inspectDocuments: [...PUBLIC, ...UPLOAD],
  lookUpConfirmation: [...PUBLIC, ...JSON_BODY, ...STORE, ...ONE_CONFIRMATION, 'registry-not-complete'],
} as const satisfies Readonly<Record<string, readonly ProblemCode[]>>;

export type OperationId = keyof typeof OPERATION_PROBLEMS;

/** The operations that can refuse with this code; none for those of the terminal and the pages alone. */
export function operationsRefusing(code: ProblemCode): readonly OperationId[] {
  const ids = Object.keys(OPERATION_PROBLEMS) as OperationId[];
  return ids.filter((id) => (OPERATION_PROBLEMS[id] as readonly ProblemCode[]).includes(code));
}

/** What an operation refuses with, by status in rising order. */
export function refusalsOf(
  id: OperationId,
): readonly { readonly status: number; readonly codes: readonly ProblemCode[] }[] {
  const possible = new Set<ProblemCode>(OPERATION_PROBLEMS[id]);
  const byStatus = Map.groupBy(
    PROBLEM_CODES.filter((code) => possible.has(code)),
    (code) => PROBLEM_STATUS[code],
  );
  return [...byStatus].map(([status, codes]) => ({ status, codes })).sort((one, other) => one.status - other.status);
}
