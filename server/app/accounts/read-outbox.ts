import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { KeptLetter, Outbox } from '../../ports/mail.ts';
import { type ActDependencies, authorize } from '../access/act.ts';

/** Letters of one page. */
const LETTERS_LISTED = 50;

/** Letters, newest first. `next`: what the next page is asked for with; null on the last one. */
export type OutboxPage = { readonly letters: readonly KeptLetter[]; readonly next: string | null };

/**
 * A page of the letters of an install without a mail server, newest first; `not-found` where one has them.
 * @param before where the page before ended; null for the first
 */
export async function readOutbox(
  deps: ActDependencies & { readonly outbox: Outbox | null },
  before: string | null,
  actor: Actor,
): Promise<Result<OutboxPage>> {
  const permitted = await authorize(deps, actor, 'read-outbox', { kind: 'install', id: 'outbox' });
  if (!permitted.ok) return permitted;
  if (deps.outbox === null) return refuse('not-found');
  // One more than is shown tells whether there is a next page.
  const letters = await deps.outbox.list(LETTERS_LISTED + 1, before);
  const shown = letters.slice(0, LETTERS_LISTED);
  return succeed({ letters: shown, next: letters.length > shown.length ? (shown.at(-1)?.id ?? null) : null });
}
