import type { CheckOutcome, CheckResult } from '#core/confirmation/verdict.ts';
import { describeCheck } from '../../../app/verification/describe-verdict.ts';
import type { Words } from '../../../i18n/words.ts';

/** One check as a row that opens: what was asked, how it came out, and what to do. */
export type CheckView = {
  readonly id: string;
  /** `informed` for a check that answers a question and decides nothing. */
  readonly outcome: CheckOutcome | 'informed';
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
    const answer = answerOf(check);
    return {
      ...describeCheck(check, words),
      outcome: answer === null ? check.outcome : 'informed',
      title: words.text(`checks.titles.${check.id}`),
      tag: words.text(answer === null ? `pages.result.outcomes.${check.outcome}` : `pages.result.need.tags.${answer}`),
      open: check.outcome === 'failed' || check.outcome === 'undecided',
    };
  });
}

/** What the 180-day rule says: `passed` would be no answer. */
function answerOf({ id, outcome, code, data }: CheckResult): 'needed' | 'not-needed' | 'date-wrong' | null {
  if (id !== 'confirmation-needed' || outcome !== 'passed') return null;
  if (data.reason === 'application_before_registration') return 'date-wrong';
  return code === 'confirmation-needed' ? 'needed' : 'not-needed';
}

/** A reason for a verdict, without a remedy that was said already. */
export type ReasonView = Pick<CheckView, 'outcome' | 'sentence' | 'remedy'> & {
  /** How the VIN asked for differs from the nearest listed one, character by character; null for any other reason. */
  readonly difference: VinDifferenceView | null;
};

/** Two VINs one above the other: the characters in which they differ are marked. */
export type VinDifferenceView = {
  readonly asked: readonly MarkedCharacter[];
  readonly listed: readonly MarkedCharacter[];
};
type MarkedCharacter = { readonly text: string; readonly differs: boolean };

/** The checks that speak against a file, each remedy once. `advice`: what stands above them already. */
export function reasonViews(checks: readonly CheckResult[], advice: string, words: Words): readonly ReasonView[] {
  const said = new Set([advice, '']);
  const first = checks.find(({ outcome }) => outcome === 'failed');
  return checks
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided')
    .map((check) => {
      const difference = differenceOf(check);
      // Shown one above the other, the differences need no words.
      const told = difference === null ? check : { ...check, data: { ...check.data, count: 0 } };
      const { outcome, sentence, remedy } = describeCheck(told, words);
      // The first failure gave the headline, and its advice stands there.
      const isNew = !said.has(remedy) && !(check === first && outcome === 'failed');
      said.add(remedy);
      return { outcome, sentence, remedy: isNew ? remedy : '', difference };
    });
}

/** Only where both have the same length: a character that is missing shifts all others. */
function differenceOf({ code, data }: CheckResult): VinDifferenceView | null {
  const { vin, nearest } = data;
  if (code !== 'vehicle-not-listed' || typeof vin !== 'string' || typeof nearest !== 'string') return null;
  if (nearest === '' || vin.length !== nearest.length) return null;
  const marked = (text: string, other: string) =>
    [...text].map((character, index) => ({ text: character, differs: character !== other[index] }));
  return { asked: marked(vin, nearest), listed: marked(nearest, vin) };
}

/** How many checks came out which way; an answer that decides nothing counts as no check. */
export function outcomeCounts(checks: readonly CheckResult[]): Readonly<Record<CheckOutcome, number>> {
  const count = (outcome: CheckOutcome) =>
    checks.filter((check) => check.outcome === outcome && answerOf(check) === null).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    undecided: count('undecided'),
    skipped: count('skipped'),
  };
}
