import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Question } from '#core/confirmation/evidence.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import type { Inspection } from '#core/validation/inspection.ts';

/** The form in which results are kept. A new shape gets a new name; results of a former one are not shown any more. */
export const RESULT_FORMAT = 'vinseal.result.v2';

/** One file with its verdict. */
export type CheckedFile = {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly verdict: Verdict;
  /** Of a signed file that is not established as a confirmation; null for any other. */
  readonly inspection: Inspection | null;
};

/** What one check answered: the question and the verdict on each file, in the order in which they were given. No file is in it. */
export type KeptResult = {
  readonly format: typeof RESULT_FORMAT;
  /** When the files were checked. */
  readonly checkedAt: IsoInstant;
  readonly question: Question;
  readonly files: readonly CheckedFile[];
};

/** A larger result is shown once and not kept, in characters of its JSON: about 4,000 vehicles. */
export const MAX_RESULT_LENGTH = 1_000_000;

/** All results together, in characters of their JSON: the oldest make room for a new one. */
export const MAX_RESULTS_LENGTH = 1_000_000_000;

/** The random part of a result's address: 128 bits in base64url. */
export const RESULT_ID = /^[A-Za-z0-9_-]{22}$/;

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The reference number that people quote, of the key under which a result is kept (lower-case hex): its first 50 bits in the
 * alphabet of Crockford's base 32. It leads nobody to the result.
 */
export function referenceOf(key: string): string {
  const bits = BigInt(`0x${key.slice(0, 13)}`) >> 2n;
  const text = Array.from({ length: 10 }, (_, index) => SYMBOLS[Number((bits >> BigInt(45 - 5 * index)) & 31n)]).join(
    '',
  );
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}
