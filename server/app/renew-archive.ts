import type { IsoInstant } from '../domain/calendar.ts';
import { parseConfirmationNumber } from '../domain/confirmation-number.ts';
import type { Renewal, RenewalFailure, RenewalReport } from '../domain/renewal.ts';
import type { DueConfirmation, DuePage } from '../ports/archive-copies.ts';
import { type RenewDependencies, renewConfirmation } from './renew-confirmation.ts';

export type RenewRequest = {
  /** As typed; null for all that are due. */
  readonly numbers: readonly string[] | null;
  /** Who asks, for the audit log. */
  readonly by: string;
  /** Told of each confirmation as it is done. */
  readonly onRenewal?: (renewal: Renewal) => void;
};

/** Due confirmations that are looked up at once. */
const PAGE = 100;

/**
 * Renews the archive copies that are due, one confirmation at a time. Each is stored before the next one begins, so a
 * process that ends anywhere has lost nothing, and the next one goes on. One that fails is as it was and stays due.
 */
export async function renewArchive(deps: RenewDependencies, request: RenewRequest): Promise<RenewalReport> {
  const { numbers, by, onRenewal } = request;
  const at = deps.clock.now();
  const codes: Partial<Record<RenewalFailure, number>> = {};
  const counts = { renewed: 0, 'not-due': 0, failed: 0 };
  if (numbers === null) counts['not-due'] = (await deps.archive.due({ at, limit: 1, after: null })).later;
  for await (const asked of numbers === null ? allDue(deps, at) : named(deps, numbers, at)) {
    const renewal = asked.kind === 'due' ? await renewConfirmation(deps, asked.number, by) : asked.renewal;
    counts[renewal.kind] += 1;
    if (renewal.kind === 'failed') codes[renewal.code] = (codes[renewal.code] ?? 0) + 1;
    onRenewal?.(renewal);
  }
  const { renewed, failed, 'not-due': notDue } = counts;
  return { renewed, notDue, failed, codes };
}

type Asked =
  | { readonly kind: 'due'; readonly number: string }
  | { readonly kind: 'settled'; readonly renewal: Renewal };

/** Page by page: what is renewed meanwhile is due later, and shifts no page. */
async function* allDue({ archive }: RenewDependencies, at: IsoInstant): AsyncGenerator<Asked> {
  let after: DueConfirmation | null = null;
  do {
    const page: DuePage = await archive.due({ at, limit: PAGE, after });
    for (const { number } of page.items) yield { kind: 'due', number };
    after = page.items.at(-1) ?? null;
  } while (after !== null);
}

async function* named(deps: RenewDependencies, numbers: readonly string[], at: IsoInstant): AsyncGenerator<Asked> {
  for (const typed of numbers) {
    const number = parseConfirmationNumber(typed)?.number ?? typed.slice(0, 40);
    const copy = (await deps.archive.find(number))?.copy;
    const isDue = copy === undefined || Date.parse(copy.dueAt) <= Date.parse(at);
    yield isDue
      ? { kind: 'due', number }
      : { kind: 'settled', renewal: { kind: 'not-due', number, dueAt: copy.dueAt } };
  }
}
