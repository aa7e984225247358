import type { CheckOutcome, CheckResult } from '#core/confirmation/verdict.ts';
import type { Words } from '../../../i18n/words.ts';

/** One check as a row that opens: what was asked, how it came out, and what to do. */
export type CheckView = {
  readonly id: string;
  readonly outcome: CheckOutcome;
  readonly title: string;
  readonly tag: string;
  readonly sentence: string;
  /** Empty where nothing needs doing. */
  readonly remedy: string;
  readonly open: boolean;
};

/** The checks in their order; those that need somebody's eye stand open. */
export function checkViews(checks: readonly CheckResult[], words: Words): readonly CheckView[] {
  return checks.map((check) => {
    const open = check.outcome === 'failed' || check.outcome === 'undecided';
    return {
      id: check.id,
      outcome: check.outcome,
      title: words.text(`checks.titles.${check.id}`),
      tag: outcomeTag(check, words),
      sentence: words.text(`checks.${check.code}.sentence`, check.data),
      remedy: words.text(`checks.${check.code}.remedy`, check.data),
      open,
    };
  });
}

/** How a check came out. Whether a confirmation is needed has an answer of its own: it is nothing to pass. */
function outcomeTag({ code, data, outcome }: CheckResult, words: Words): string {
  if (code === 'confirmation-not-needed') return words.text('pages.result.need.not-needed');
  if (code !== 'confirmation-needed') return words.text(`pages.result.outcomes.${outcome}`);
  const isWrong = data.reason === 'application_before_registration';
  return words.text(isWrong ? 'pages.result.need.date-wrong' : 'pages.result.need.needed');
}

/** How many checks came out which way. */
export function outcomeCounts(checks: readonly CheckResult[]): Readonly<Record<CheckOutcome, number>> {
  const count = (outcome: CheckOutcome) => checks.filter((check) => check.outcome === outcome).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    undecided: count('undecided'),
    skipped: count('skipped'),
  };
}
