import type { Response } from 'express';
import type { FieldProblem, Problem, ProblemCode } from '#core/confirmation/errors.ts';
import type { Words } from '../i18n/words.ts';

/** The HTTP status of each refusal: the only such map. */
export const PROBLEM_STATUS: Readonly<Record<ProblemCode, number>> = {
  'request-not-valid': 422,
  'body-not-json': 400,
  'not-signed-in': 401,
  'token-not-valid': 401,
  'not-allowed': 403,
  'not-permitted': 403,
  'organisation-known': 409,
  'organisation-unknown': 404,
  'access-key-unknown': 404,
  'access-key-made': 409,
  'person-known': 409,
  'person-unknown': 404,
  'invitation-not-valid': 404,
  'invitation-open': 409,
  'invited-has-account': 409,
  'invitation-changed': 409,
  'invitations-limited': 429,
  'application-link-not-valid': 404,
  'application-unknown': 404,
  'application-decided': 409,
  'application-changed': 409,
  'application-for-operator': 409,
  'applicant-has-account': 409,
  'applications-limited': 429,
  'applications-full': 503,
  'exporter-known': 409,
  'own-roles': 403,
  'last-administrator': 409,
  'request-forged': 403,
  'sign-in-wrong': 401,
  'sign-in-limited': 429,
  'sign-in-over': 401,
  'provider-unknown': 404,
  'provider-away': 503,
  'provider-declined': 401,
  'provider-answer-not-valid': 401,
  'provider-over': 401,
  'provider-email-not-verified': 403,
  'provider-person-unknown': 403,
  'provider-subject-changed': 403,
  'provider-second-factor-missing': 403,
  'provider-required': 403,
  'code-wrong': 401,
  'second-factor-needed': 403,
  'password-wrong': 401,
  'second-factor-known': 409,
  'second-factor-over': 409,
  'passkey-wrong': 401,
  'passkeys-full': 409,
  'reset-not-valid': 404,
  'notices-link-not-valid': 404,
  'accounts-key-differs': 503,
  'request-unknown': 404,
  'request-changed': 409,
  'request-state-wrong': 409,
  'request-too-large': 413,
  'too-many-drafts': 409,
  'too-many-open-requests': 409,
  'too-many-open-batches': 409,
  'attachment-unknown': 404,
  'attachment-not-accepted': 422,
  'attachment-too-large': 413,
  'too-many-attachments': 409,
  'too-many-attachments-in-all': 409,
  'spreadsheet-not-readable': 422,
  'spreadsheet-too-large': 413,
  'spreadsheet-without-headings': 422,
  'spreadsheet-without-rows': 422,
  'outlets-changed': 409,
  'registration-changed': 409,
  'manufacturer-list-without-headings': 422,
  'outlet-list-without-headings': 422,
  'share-link-unknown': 404,
  'share-link-not-in-force': 409,
  'address-not-valid': 400,
  'media-type-not-supported': 415,
  'not-found': 404,
  'method-not-allowed': 405,
  'cursor-not-valid': 400,
  'confirmation-not-found': 404,
  'file-missing': 400,
  'file-too-large': 413,
  'too-many-files': 413,
  'upload-broken': 400,
  'upload-stalled': 408,
  'too-many-requests': 429,
  'idempotency-key-reused': 409,
  'being-issued': 409,
  'already-withdrawn': 409,
  'no-signing-key': 409,
  'signing-key-not-active': 409,
  'signing-key-unavailable': 503,
  'signing-key-not-here': 503,
  'anchor-suspended': 409,
  'anchor-not-in-force': 409,
  'manufacturer-not-vouched-for': 409,
  'manufacturer-suspended': 409,
  'anchor-unknown': 404,
  'anchor-known': 409,
  'anchor-not-a-ca': 422,
  'anchor-pinned-cannot-seal': 422,
  'anchor-uscc-not-valid': 422,
  'anchor-manufacturer-repeated': 422,
  'anchor-code-elsewhere': 409,
  'anchor-wmi-elsewhere': 409,
  'anchor-manufacturer-differs': 409,
  'anchor-identity-differs': 409,
  'replaced-anchor-unknown': 404,
  'replaced-anchor-shipped': 409,
  'anchor-without-manufacturer': 404,
  'anchor-file-not-valid': 422,
  'revocation-list-not-valid': 422,
  'revocation-list-too-large': 413,
  'revocation-list-unproven': 422,
  'revocation-list-of-future': 422,
  'revocation-list-older': 409,
  'revocation-list-unknown': 404,
  'key-unknown': 404,
  'key-id-taken': 409,
  'key-source-unknown': 422,
  'key-source-of-another': 409,
  'key-state-wrong': 409,
  'key-banned': 409,
  'key-active-already': 409,
  'certificate-file-not-valid': 422,
  'certificate-of-another-key': 422,
  'certificate-names-another': 422,
  'certificate-not-identified': 422,
  'identity-convention-unknown': 422,
  'certificate-not-trusted': 422,
  'compromise-date-not-valid': 422,
  'manufacturer-unknown': 404,
  'manufacturer-not-listed': 409,
  'no-seal-in-force': 409,
  'seal-names-another': 409,
  'seal-version-unknown': 404,
  'seal-state-wrong': 409,
  'seal-approved-by-proposer': 403,
  'too-many-seal-proposals': 409,
  'too-many-seals-of-a-day': 409,
  'certificate-not-usable': 409,
  'certificate-revoked': 409,
  'certificate-on-hold': 409,
  'certificate-not-yet-valid': 409,
  'certificate-ends-too-soon': 409,
  'time-stamp-ends-too-soon': 409,
  'seal-ends-too-soon': 409,
  'document-too-large': 413,
  'document-not-faithful': 422,
  'time-stamp-unavailable': 503,
  'revocation-unavailable': 503,
  'stored-file-damaged': 500,
  'stored-file-missing': 500,
  'seal-not-good': 409,
  'archive-copy-not-accepted': 500,
  'archive-copy-too-large': 413,
  'archive-copy-missing': 404,
  'other-file': 422,
  'no-signed-revision': 422,
  'result-not-found': 404,
  'store-busy': 503,
  'store-not-writable': 503,
  'store-corrupt': 503,
  'file-store-unusable': 503,
  'trust-list-unreadable': 503,
  'keys-unreadable': 503,
  'reservation-ended': 503,
  'clock-behind': 503,
  'record-damaged': 500,
  'store-set-back': 503,
  'journal-unavailable': 503,
  'restore-not-confirmed': 503,
  'nothing-to-confirm': 409,
  'registry-not-complete': 503,
  'adoption-not-genuine': 422,
  'adoption-not-ours': 422,
  'adoption-number-taken': 409,
  'adoption-vins-taken': 409,
  'person-needed': 403,
  'batch-unknown': 404,
  'batch-state-wrong': 409,
  'batch-changed': 409,
  'batch-approved-by-proposer': 403,
  'batch-approved-by-inviter': 403,
  'batch-paused-by-approver': 403,
  'approval-too-old': 409,
  'content-changed': 409,
  'approver-not-active': 409,
  'registry-restored': 409,
  'grant-state-wrong': 409,
  'grant-approved-by-proposer': 403,
  'roles-not-proposed': 409,
  'roles-approved-by-proposer': 403,
  'roles-proposed-by-another': 409,
  'trust-proposal-unknown': 404,
  'trust-proposal-over': 409,
  'trust-list-changed': 409,
  'trust-unchanged': 409,
  'trust-approved-by-proposer': 403,
  'trust-approved-by-inviter': 403,
  'too-many-trust-proposals': 409,
  'test-anchor-not-accepted': 422,
  busy: 503,
  'internal-error': 500,
};

/** After so many seconds a client may try again what was refused for want of something (RFC 9110, 10.2.3). */
export const RETRY_AFTER_SECONDS = 5;

/** Sets the status that belongs to a code, and when a client may come back where that is worth while. */
export function setStatus(response: Response, code: ProblemCode): void {
  const status = PROBLEM_STATUS[code];
  if (status === 503) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  response.status(status);
}

/**
 * The page that explains a code: the `type` of its problems. A relative reference, which RFC 9457 (3.1.1) allows with a whole
 * path: it resolves against whatever address was asked, also behind a proxy, and is the same text on every install, so that
 * clients can compare it. An absolute one would change with `VINSEAL_PUBLIC_URL`.
 */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}

/** RFC 9457 problem details with our permanent `code`, the request's id, and each wrong field. */
export type ProblemDocument = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly requestId: string;
  readonly errors: readonly FieldDocument[];
};

export type FieldDocument = {
  readonly pointer: string;
  readonly code: FieldProblem['code'];
  readonly detail: string;
  readonly remedy: string;
  readonly suggestions: readonly string[];
};

/** One wrong field in words. */
export function fieldDocument(field: FieldProblem, words: Words): FieldDocument {
  return {
    pointer: field.pointer,
    code: field.code,
    detail: words.text(`errors.${field.code}.sentence`, field.data),
    remedy: words.text(`errors.${field.code}.remedy`, field.data),
    suggestions: field.suggestions,
  };
}

/** The problem as a client reads it. */
function problemDocument(problem: Problem, words: Words, requestId: string): ProblemDocument {
  return {
    type: problemType(problem.code),
    title: words.text(`errors.${problem.code}.sentence`, problem.data),
    status: PROBLEM_STATUS[problem.code],
    detail: words.text(`errors.${problem.code}.remedy`, problem.data),
    code: problem.code,
    requestId,
    errors: problem.fields.map((field) => fieldDocument(field, words)),
  };
}

/** What a problem of that code looks like, whatever the case. */
export function problemExample(code: ProblemCode, words: Words): ProblemDocument {
  return {
    type: problemType(code),
    title: words.outline(`errors.${code}.sentence`),
    status: PROBLEM_STATUS[code],
    detail: words.outline(`errors.${code}.remedy`),
    code,
    requestId: '5f0c6a52-6d0f-4b52-9a3c-0b5b1f6d7c11',
    errors: [],
  };
}

/** Sends the problem as `application/problem+json`. */
export function sendProblem(response: Response, problem: Problem, words: Words): void {
  const document = problemDocument(problem, words, String(response.locals.requestId ?? ''));
  if (document.status === 401) response.set('WWW-Authenticate', 'Bearer realm="vinseal"');
  setStatus(response, problem.code);
  tellProblem(response, problem.code);
  response.type('application/problem+json').send(JSON.stringify(document));
}

/** Tells whoever counts what is refused. */
export function tellProblem({ locals }: Response, code: ProblemCode): void {
  const { onProblem } = locals as { readonly onProblem?: (code: ProblemCode) => void };
  onProblem?.(code);
}
