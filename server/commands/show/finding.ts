import { type Finding, REASON_CODES } from '../../model/diagnosis/finding.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { hanging, type Look, widthOf } from './screen.ts';
import { sentences } from './sentences.ts';

const LOOKS: Readonly<Record<Finding['outcome'], Look>> = { good: 'green', warning: 'yellow', fault: 'red' };
const OUTCOMES = ['good', 'warning', 'fault'] as const;

/** What was found, and what to do. */
export function findingSentence({ code, data, problem }: Finding, words: Reader['words']): string {
  const said = [
    [`doctor.${code}`, withReason(data, words)] as const,
    ...(problem === null ? [] : [[`errors.${problem.code}`, problem.data] as const]),
  ];
  const texts = said.flatMap(([key, of]) => [words.text(`${key}.sentence`, of), words.text(`${key}.remedy`, of)]);
  return sentences(texts, words);
}

/** With what a fault says of itself in the reader's language, where there are words for it. */
function withReason(data: Finding['data'], words: Reader['words']): Finding['data'] {
  const reason = REASON_CODES.find((known) => known === data.reason);
  return reason === undefined ? data : { ...data, detail: words.text(`doctor.reasons.${reason}`, data) };
}

/** One finding of `doctor`: how it is, and under which code. */
export function findingText(finding: Finding, { words, screen }: Reader): string {
  const { outcome, code } = finding;
  const word = (of: Finding['outcome']) => words.text(`terminal.findings.${of}`);
  const margin = Math.max(...OUTCOMES.map((of) => widthOf(word(of)))) + 2;
  return hanging(
    screen.paint(LOOKS[outcome], word(outcome)),
    `${code}: ${printable(findingSentence(finding, words))}`,
    margin,
    screen.width,
  );
}
