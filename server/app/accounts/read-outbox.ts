import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { KeptLetter, Outbox } from '../../ports/mail.ts';
import { type ActDependencies, authorize } from '../access/act.ts';

/** Letters that a list gives. */
const MOST = 100;

/** The letters of an install without a mail server, newest first; `not-found` where one has them. */
export async function readOutbox(
  deps: ActDependencies & { readonly outbox: Outbox | null },
  actor: Actor,
): Promise<Result<readonly KeptLetter[]>> {
  const permitted = await authorize(deps, actor, 'read-outbox', { kind: 'install', id: 'outbox' });
  if (!permitted.ok) return permitted;
  return deps.outbox === null ? refuse('not-found') : succeed(await deps.outbox.list(MOST));
}
