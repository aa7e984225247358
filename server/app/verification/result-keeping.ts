import type { IsoInstant } from '#core/confirmation/calendar.ts';
import {
  type KeptResult,
  MAX_RESULT_LENGTH,
  MAX_RESULTS_LENGTH,
  RESULT_FORMAT,
  RESULT_ID,
} from '../../model/verification/kept-result.ts';
import type { CheckResults } from '../../ports/check-results.ts';
import type { Clock } from '../../ports/clock.ts';
import { toBase64Url } from '../base64-url.ts';
import { sha256Hex } from '../digest.ts';

export type ResultKeeping = {
  readonly results: CheckResults;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  /** For how many days a result is kept; 0 for not at all. */
  readonly days: number;
};

const DAY_MS = 86_400_000;
const ID_BYTES = 16;
/** Erased in one piece of work: more wait for the next. */
const ERASED_AT_ONCE = 500;

/**
 * Keeps a result under a new random id and gives that id; null where results are not kept or this one is too large. Only the
 * id's hash is stored: whoever reads the store cannot make an address of it. Rejects when the store cannot keep it.
 */
export async function keepResult(keeping: ResultKeeping, result: KeptResult): Promise<string | null> {
  const data = JSON.stringify(result);
  if (keeping.days === 0 || data.length > MAX_RESULT_LENGTH) return null;
  const id = toBase64Url(keeping.randomBytes(ID_BYTES));
  await keeping.results.put({ key: keyOf(id), checkedAt: result.checkedAt, data }, MAX_RESULTS_LENGTH);
  return id;
}

/** The result of that id, as it was when its files were checked; null where none is kept any more. */
export async function findResult(keeping: ResultKeeping, id: string): Promise<KeptResult | null> {
  if (keeping.days === 0 || !RESULT_ID.test(id)) return null;
  const stored = await keeping.results.find(keyOf(id));
  if (stored === null || keptUntil(keeping, stored.checkedAt) <= keeping.clock.now()) return null;
  const result = JSON.parse(stored.data) as KeptResult;
  return result.format === RESULT_FORMAT ? result : null;
}

/** Erases the results whose time is over, a piece of them at once; gives how many. Of an install that keeps none any more, all. */
export function eraseOldResults({ results, clock, days }: ResultKeeping): Promise<number> {
  const before = new Date(Date.parse(clock.now()) - days * DAY_MS).toISOString();
  return results.eraseBefore(before, ERASED_AT_ONCE);
}

/** When a result that was checked then is erased. */
export function keptUntil({ days }: Pick<ResultKeeping, 'days'>, checkedAt: IsoInstant): IsoInstant {
  return new Date(Date.parse(checkedAt) + days * DAY_MS).toISOString();
}

/** The key of an id: the hash of its text. */
export function keyOf(id: string): string {
  return sha256Hex(new TextEncoder().encode(id));
}
