import { PROBLEM_CODES, type Problem, type ProblemCode, refuse } from '#core/confirmation/errors.ts';
import { DocumentFileFault } from '../../ports/document-files.ts';
import { JournalFault } from '../../ports/journal.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import { RecordDamaged } from '../../ports/registry.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { RequestRefused } from './request-refused.ts';

/** Codes of faults that adapters throw, and what they are to a client: the only such map. Those left out keep their names. */
const OF_FAULT: Readonly<Record<string, ProblemCode>> = {
  'store-newer': 'store-corrupt',
  'store-unreachable': 'store-busy',
  'trust-file-malformed': 'trust-list-unreadable',
  'trust-list-empty': 'trust-list-unreadable',
};

/** What a client may hear of by the name that its adapter gave it. */
const TOLD: ReadonlySet<ProblemCode> = new Set([
  'store-busy',
  'store-not-writable',
  'store-corrupt',
  'trust-list-unreadable',
  'accounts-key-differs',
  'busy',
]);

/** What an exception means to the client; everything unknown is `internal-error`. */
export function faultProblem(error: unknown): Problem {
  if (error instanceof RequestRefused) return refuse(error.code, error.data).problem;
  return refuse(faultCode(error)).problem;
}

function faultCode(error: unknown): ProblemCode {
  if (!(error instanceof Error)) return 'internal-error';
  // Thrown by the router alone, for a part of an address that is not percent-encoded UTF-8.
  if (error.name === 'URIError' && 'status' in error && error.status === 400) return 'address-not-valid';
  if (error instanceof DocumentFileFault) return error.code === 'file-too-large' ? 'document-too-large' : error.code;
  if (error instanceof RecordDamaged) return 'record-damaged';
  if (error instanceof KeySourceError) return error.code === 'index-unreadable' ? 'keys-unreadable' : 'internal-error';
  if (error instanceof JournalFault) return error.code === 'store-set-back' ? error.code : 'journal-unavailable';
  if (error instanceof StoreConflict)
    return error.code === 'reservation-state-wrong' ? 'reservation-ended' : 'internal-error';
  const named = 'code' in error ? String(error.code) : '';
  const code = OF_FAULT[named] ?? PROBLEM_CODES.find((known) => known === named);
  return code !== undefined && TOLD.has(code) ? code : 'internal-error';
}

/** Faults that the operator must hear of: all that are not the client's own, but for a service that is merely busy. */
export function isForLog(code: ProblemCode, status: number): boolean {
  return status >= 500 && code !== 'busy';
}
