import type { Verdict, VerdictWord } from '#core/confirmation/verdict.ts';
import { describeVerdict, insideHeadline } from '../../app/verification/describe-verdict.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { hanging, type Look, wrapped } from './screen.ts';
import { sentences } from './sentences.ts';

const LOOKS: Readonly<Record<VerdictWord, Look>> = {
  valid: 'green',
  'not-valid': 'red',
  withdrawn: 'red',
  undecided: 'yellow',
};
const MARKS = { passed: '✓', failed: '✗', undecided: '?', skipped: '–' } as const;

/** A verdict: the headline, and a line for each check that was made. */
export function verdictText(file: string, verdict: Verdict, { words, screen }: Reader): string {
  const described = describeVerdict(verdict, words);
  const inside = insideHeadline(verdict, words);
  const word = words.text(`verdicts.words.${described.verdict}`).toUpperCase();
  const item = (mark: string, text: string) => hanging(`  ${mark}`, printable(text), 4, screen.width);
  const checks = described.checks
    .filter((check) => check.outcome !== 'skipped')
    .map(({ outcome, sentence, remedy }) =>
      item(MARKS[outcome], sentences(outcome === 'passed' ? [sentence] : [sentence, remedy], words)),
    );
  return [
    ...wrapped(
      `${printable(file)}: ${screen.paint(LOOKS[described.verdict], word)} – ${described.headline}`,
      screen.width,
    ),
    ...(inside === null ? [] : [item('!', words.text('pages.result.inside', { headline: inside }))]),
    ...checks,
    ...described.revocationNotes.map(({ sentence }) => item('·', sentence)),
  ].join('\n');
}
