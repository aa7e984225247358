import { statSync } from 'node:fs';
import path from 'node:path';
import type { Install } from '../compose/open-install.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { reportProblem } from './report.ts';

/** The options of a command that writes a PDF. */
export const OUT_OPTIONS = {
  out: { type: 'string', value: 'FILE.pdf', doc: 'where to write the PDF' },
  force: { type: 'boolean', doc: 'write over a file that is there' },
} as const satisfies Command['options'];

/** The file that --out names. Throws `UsageError` where it cannot be one: better before anything is issued than after. */
export function outOption(input: CommandInput, command: string): string {
  const out = textOption(input, 'out');
  if (out === undefined) throw new UsageError(`${command} needs --out FILE.pdf`);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--out ${out} is a folder: name a file in it`);
  if (!statSync(path.dirname(path.resolve(out)), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--out ${out}: there is no folder ${path.dirname(out)}`);
  if (statSync(out, { throwIfNoEntry: false }) !== undefined && input.options.force !== true)
    throw new UsageError(`--out ${out} exists: name another file, or overwrite it with --force`);
  return out;
}

export type PdfWish = { readonly number: string; readonly copy: 'original' | 'archive'; readonly out: string };

/** Writes the sealed file of a confirmation, or the archive's copy of it, and prints what it is. */
export async function writePdf(
  install: Install,
  { number, copy, out }: PdfWish,
  context: CommandContext,
): Promise<number> {
  const stored = copy === 'archive' ? await install.archivePdf(number) : await install.pdf(number);
  if (!stored.ok) return reportProblem(stored.problem, context);
  const { confirmation, sha256, pdf } = stored.value;
  try {
    context.tools.writeFile(out, pdf);
  } catch {
    context.complain(
      `vinseal: ${confirmation.number} is issued, but ${out} could not be written: try vinseal -- download ${confirmation.number} --out FILE.pdf`,
    );
    return EXIT.cannotWrite;
  }
  context.print(
    JSON.stringify({ number: confirmation.number, sha256, vehicles: confirmation.lines.length, file: out }),
  );
  return EXIT.ok;
}
