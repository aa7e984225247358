import { text } from 'node:stream/consumers';
import type { Problem } from '#core/confirmation/errors.ts';
import { type CommandContext, EXIT } from './command.ts';
import { type InputFile, readInputFile, UNREADABLE_FILE } from './read-input-file.ts';
import { reportProblem } from './report.ts';

const NO_JSON: Problem = { code: 'body-not-json', data: {}, fields: [] };

/** What a JSON file holds (`-` reads standard input); or the exit code, after the terminal was told why there is nothing. */
export async function readJson(
  source: string,
  context: CommandContext,
): Promise<{ readonly kind: 'read'; readonly value: unknown } | { readonly kind: 'failed'; readonly exit: number }> {
  const typed = await readText(source, context);
  if (typeof typed !== 'string') {
    context.complain(`vinseal: ${source}: ${UNREADABLE_FILE[typed.code]}`);
    return { kind: 'failed', exit: EXIT.noInput };
  }
  try {
    return { kind: 'read', value: JSON.parse(typed) };
  } catch {
    return { kind: 'failed', exit: reportProblem(NO_JSON, context) };
  }
}

async function readText(
  source: string,
  { stdin }: CommandContext,
): Promise<string | Extract<InputFile, { kind: 'unreadable' }>> {
  if (source === '-') return text(stdin);
  const read = await readInputFile(source);
  return read.kind === 'read' ? new TextDecoder().decode(read.bytes) : read;
}
