import { statSync } from 'node:fs';
import path from 'node:path';
import type { Install } from '../compose/open-install.ts';
import { operatorActor } from '../model/access/actor.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { reportProblem } from './report.ts';

/** The options of a command that writes a PDF. */
export const OUT_OPTIONS = {
  out: { type: 'string', value: 'FILE.pdf', doc: 'terminal.options.out' },
  force: { type: 'boolean', doc: 'terminal.options.force' },
} as const satisfies Command['options'];

/** The file that --out names. Throws `UsageError` where it cannot be one: better before anything is issued than after. */
export function outOption(input: CommandInput, command: string): string {
  const out = textOption(input, 'out');
  if (out === undefined) throw new UsageError('terminal.usage.option-missing', { command, option: '--out FILE.pdf' });
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError('terminal.usage.out-is-folder', { file: out });
  if (!statSync(path.dirname(path.resolve(out)), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError('terminal.usage.out-without-folder', { file: out, folder: path.dirname(out) });
  if (statSync(out, { throwIfNoEntry: false }) !== undefined && input.options.force !== true)
    throw new UsageError('terminal.usage.out-exists', { file: out });
  return out;
}

export type PdfWish = { readonly number: string; readonly copy: 'original' | 'archive'; readonly out: string };

/** Writes the sealed file of a confirmation, or the archive's copy of it, and prints what it is. */
export async function writePdf(
  install: Install,
  { number, copy, out }: PdfWish,
  context: CommandContext,
): Promise<number> {
  const stored =
    copy === 'archive' ? await install.archivePdf(number, operatorActor()) : await install.pdf(number, operatorActor());
  if (!stored.ok) return reportProblem(stored.problem, context);
  const { confirmation, sha256, pdf } = stored.value;
  try {
    context.tools.writeFile(out, pdf);
  } catch {
    const told = context.words.text('terminal.written.failed', { number: confirmation.number, file: out });
    context.complain(`vinseal: ${told}`);
    return EXIT.cannotWrite;
  }
  const written = { number: confirmation.number, sha256, vehicles: confirmation.lines.length, file: out };
  context.print(context.json ? JSON.stringify(written) : context.words.text(`terminal.written.${copy}`, written));
  return EXIT.ok;
}
