import type { FieldProblem, Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../i18n/words.ts';
import { BackupFault } from '../ports/backup-fault.ts';
import { JournalFault } from '../ports/journal.ts';
import { MoveFault } from '../ports/move-fault.ts';
import { type CommandContext, EXIT } from './command.ts';
import { sentences } from './show/sentences.ts';

/** Says why a request was refused, on standard error: a line for each wrong field, or one JSON value. Gives the exit code. */
export function reportProblem(problem: Problem, context: Pick<CommandContext, 'words' | 'complain' | 'json'>): number {
  const { words, complain } = context;
  const detail = say(problem.code, problem.data, words);
  if (context.json) {
    const errors = problem.fields.map((field) => describeField(field, words));
    complain(JSON.stringify({ code: problem.code, detail, errors }));
    return EXIT.refused;
  }
  complain(`vinseal: ${problem.code}: ${detail}`);
  for (const field of problem.fields) complain(fieldLine(field, words));
  return EXIT.refused;
}

/** What does not hinder but should be looked at, on standard error; nothing where there is nothing. */
export function reportWarnings(
  warnings: readonly FieldProblem[],
  { words, complain, json }: Pick<CommandContext, 'words' | 'complain' | 'json'>,
): void {
  if (warnings.length === 0) return;
  const lines = json
    ? [JSON.stringify({ warnings: warnings.map((field) => describeField(field, words)) })]
    : warnings.map((field) => fieldLine(field, words));
  for (const line of lines) complain(line);
}

/** One field at fault, for programs. */
export function describeField({ pointer, code, data, suggestions }: FieldProblem, words: Words) {
  return { pointer, code, detail: say(code, data, words), suggestions };
}

/** The same, for a terminal. The whole has no pointer (RFC 6901). */
export function fieldLine(field: FieldProblem, words: Words): string {
  const { pointer, code, detail, suggestions } = describeField(field, words);
  const hint = suggestions.length === 0 ? '' : ` → ${suggestions.join(', ')}`;
  return `  ${visible(pointer)}  ${code}: ${detail}${hint}`;
}

function say(code: string, data: Problem['data'], words: Words): string {
  const told = [words.text(`errors.${code}.sentence`, data), words.text(`errors.${code}.remedy`, data)];
  return sentences(told.map(visible), words);
}

/** Runs what may fail with a fault of a backup, a journal or a move, and says its code and message. Every other fault is thrown on. */
export async function reportCodedFault(
  { complain, json }: Pick<CommandContext, 'complain' | 'json'>,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof BackupFault || fault instanceof JournalFault || fault instanceof MoveFault)) throw fault;
    const detail = visible(fault.message);
    complain(json ? JSON.stringify({ code: fault.code, detail, errors: [] }) : `vinseal: ${fault.code}: ${detail}`);
    return EXIT.refused;
  }
}

/** Control and direction characters by their numbers: a request must not write to the terminal that shows its faults. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** Without control and direction characters: a name in a certificate, or one that somebody typed, must not write to the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '�');
}
