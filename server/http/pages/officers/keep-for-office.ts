import type { Response } from 'express';
import { keepsChecks } from '../../../app/officers/keep-check.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { KeptResult } from '../../../model/verification/kept-result.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';

type OfficeDependencies = Pick<PagesDependencies, 'officers' | 'log'>;

/** Keeps the check of an officer who is signed in for their office. A check is answered whether or not it can be kept. */
export async function keepForOffice(
  { officers, log }: OfficeDependencies,
  response: Response,
  result: KeptResult,
  resultId: string | null,
): Promise<void> {
  const { actor } = response.locals as { readonly actor?: Actor };
  if (officers === null || actor === undefined || !keepsChecks(actor)) return;
  try {
    const kept = await officers.keepCheck(result, resultId, actor);
    if (!kept.ok) log.error({ code: kept.problem.code }, 'the check of an officer was not kept');
  } catch (err) {
    log.error({ err }, 'the check of an officer was not kept');
  }
}
