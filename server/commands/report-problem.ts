import type { Problem } from '../domain/errors.ts';
import { type CommandContext, EXIT } from './command.ts';

/** Says why a request was refused, a line for each wrong field, on standard error. */
export function reportProblem(problem: Problem, { words, complain }: CommandContext): number {
  const say = (code: string, data: Problem['data']) =>
    [words.text(`errors.${code}.sentence`, data), words.text(`errors.${code}.remedy`, data)].filter(Boolean).join(' ');
  complain(`vinseal: ${problem.code}: ${say(problem.code, problem.data)}`);
  for (const field of problem.fields) {
    const hint = field.suggestions.length === 0 ? '' : ` → ${field.suggestions.join(', ')}`;
    complain(`  ${field.pointer}  ${field.code}: ${say(field.code, field.data)}${hint}`);
  }
  return EXIT.refused;
}
