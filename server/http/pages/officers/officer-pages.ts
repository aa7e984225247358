import type { Result } from '#core/confirmation/errors.ts';
import type { CollectedPage } from '../../../app/collected-page.ts';
import type { ChecksQuestion } from '../../../app/officers/list-checks.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { CheckRecord } from '../../../model/officers/check-record.ts';
import type { KeptResult } from '../../../model/verification/kept-result.ts';

/** What the pages of officers need of the rest of the product. */
export type OfficerPages = {
  readonly keepCheck: (result: KeptResult, resultId: string | null, actor: Actor) => Promise<Result<CheckRecord>>;
  readonly checks: (question: ChecksQuestion, actor: Actor) => Promise<Result<CollectedPage<CheckRecord>>>;
};
