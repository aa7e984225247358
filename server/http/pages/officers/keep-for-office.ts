import type { Response } from 'express';
import { keepsChecks } from '../../../app/officers/keep-check.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { KeptResult } from '../../../model/verification/kept-result.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';

type OfficeDependencies = Pick<PagesDependencies, 'officers' | 'log'>;

/**
 * Keeps the check of an officer who is signed in for their office. A check is answered whether or not it can be kept.
 * `resultOf` is asked for nobody else.
 */
export async function keepForOffice(
  { officers, log }: OfficeDependencies,
  response: Response,
  resultOf: () => Promise<KeptResult | null>,
  resultId: string | null,
): Promise<void> {
  const { actor } = response.locals as { readonly actor?: Actor };
  if (officers === null || actor === undefined || !keepsChecks(actor)) return;
  try {
    const result = await resultOf();
    const kept = result === null ? null : await officers.keepCheck(result, resultId, actor);
    if (kept?.ok === false) log.error({ code: kept.problem.code }, 'the check of an officer was not kept');
  } catch (err) {
    log.error({ err }, 'the check of an officer was not kept');
  }
}
