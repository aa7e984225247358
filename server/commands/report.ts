import type { Problem } from '#core/confirmation/errors.ts';
import { type CommandContext, EXIT } from './command.ts';

/** Says why a request was refused, on standard error: a line for each wrong field, or one JSON value. Gives the exit code. */
export function reportProblem(problem: Problem, context: Pick<CommandContext, 'words' | 'complain' | 'json'>): number {
  const { words, complain } = context;
  const say = (code: string, data: Problem['data']) =>
    [words.text(`errors.${code}.sentence`, data), words.text(`errors.${code}.remedy`, data)]
      .filter(Boolean)
      .map(visible)
      .join(' ');
  const errors = problem.fields.map(({ pointer, code, data, suggestions }) => ({
    pointer,
    code,
    detail: say(code, data),
    suggestions,
  }));
  if (context.json) {
    complain(JSON.stringify({ code: problem.code, detail: say(problem.code, problem.data), errors }));
    return EXIT.refused;
  }
  complain(`vinseal: ${problem.code}: ${say(problem.code, problem.data)}`);
  for (const { pointer, code, detail, suggestions } of errors) {
    const hint = suggestions.length === 0 ? '' : ` → ${suggestions.join(', ')}`;
    complain(`  ${pointer}  ${code}: ${detail}${hint}`);
  }
  return EXIT.refused;
}

/** Control and direction characters by their numbers: a request must not write to the terminal that shows its faults. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
