import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Renewal, RenewalFailure, RenewalReport } from '../../model/archive/renewal.ts';
import type { DueConfirmation, DuePage } from '../../ports/archive-copies.ts';
import { authorize } from '../access/act.ts';
import { type RenewDependencies, renewConfirmation } from './renew-confirmation.ts';

export type RenewRequest = {
  /** As typed; null for all that are due. */
  readonly numbers: readonly string[] | null;
  /** Who asks. */
  readonly by: Actor;
  /** Told of each confirmation as it is done. */
  readonly onRenewal?: (renewal: Renewal) => void;
};

/** Due confirmations that are looked up at once. */
const PAGE = 100;
const MAX_NUMBER_LENGTH = 40;

/**
 * Renews the archive copies that are due, one confirmation at a time. Each is stored before the next one begins, so a
 * process that ends anywhere has lost nothing, and the next one goes on. One that fails is as it was and stays due.
 */
export async function renewArchive(deps: RenewDependencies, request: RenewRequest): Promise<Result<RenewalReport>> {
  const { numbers, by, onRenewal } = request;
  const permitted = await authorize(deps, by, 'renew-archive', { kind: 'archive', id: numbers?.join(' ') ?? 'due' });
  if (!permitted.ok) return permitted;
  const at = deps.clock.now();
  const codes: Partial<Record<RenewalFailure, number>> = {};
  const counts = { renewed: 0, 'not-due': 0, failed: 0 };
  if (numbers === null) counts['not-due'] = (await deps.archive.due({ at, limit: 1, after: null })).later;
  for await (const number of numbers === null ? allDue(deps, at) : numbers.map(asNumber)) {
    const renewal = await renewConfirmation(deps, number, by);
    counts[renewal.kind] += 1;
    if (renewal.kind === 'failed') codes[renewal.code] = (codes[renewal.code] ?? 0) + 1;
    onRenewal?.(renewal);
  }
  const { renewed, failed, 'not-due': notDue } = counts;
  return succeed({ renewed, notDue, failed, codes });
}

/** Page by page: what is renewed meanwhile is due later, and shifts no page. */
async function* allDue({ archive }: RenewDependencies, at: IsoInstant): AsyncGenerator<string> {
  let after: DueConfirmation | null = null;
  do {
    const page: DuePage = await archive.due({ at, limit: PAGE, after });
    for (const { number } of page.items) yield number;
    after = page.items.at(-1) ?? null;
  } while (after !== null);
}

/** However it is typed; what is none is kept as it is, to be told as unknown. */
function asNumber(typed: string): string {
  return parseConfirmationNumber(typed)?.number ?? typed.slice(0, MAX_NUMBER_LENGTH);
}
