import type { ConfirmationSummary } from '#core/confirmation/confirmation.ts';
import type { Install } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';

/** Every confirmation of an install, newest first. */
export async function everyListed(install: Pick<Install, 'list'>): Promise<readonly ConfirmationSummary[]> {
  const found: ConfirmationSummary[] = [];
  let cursor: string | null = null;
  do {
    const page = await install.list({ limit: '100', ...(cursor === null ? {} : { cursor }) }, operatorActor());
    if (!page.ok) throw new Error(page.problem.code);
    found.push(...page.value.items);
    cursor = page.value.nextCursor;
  } while (cursor !== null);
  return found;
}
