import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustRun } from '../tools/run-command.ts';
import type { Writer } from './open-writers.ts';

/** A program on this machine that makes PDFs. */
export type Command = {
  readonly name: string;
  readonly command: string;
  readonly version: readonly string[];
  /** The input, by its ending, and what it holds. */
  readonly input: readonly [ending: string, content: string];
  /** The arguments that make `input.pdf` in a folder of its own. */
  readonly args: (input: string, folder: string) => readonly string[];
};

const HTML =
  '<!DOCTYPE html><html lang="en"><title>TEST</title><h1>TEST</h1><p><a href="https://example.org/">a link</a></p>';
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm"><rect x="3" width="33.333" height="1.1"/></svg>';

/** Office programs, browsers and printers. */
export const COMMANDS: readonly Command[] = [
  {
    ...{ name: 'LibreOffice', command: 'soffice', version: ['--version'], input: ['html', HTML] },
    args: (input, folder) => [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      'pdf:writer_web_pdf_Export',
      '--outdir',
      folder,
      input,
    ],
  },
  {
    ...{ name: 'Chromium', command: 'chromium', version: ['--version'], input: ['html', HTML] },
    args: (input, folder) => [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--print-to-pdf=${folder}/input.pdf`,
      input,
    ],
  },
  {
    ...{ name: 'librsvg', command: 'rsvg-convert', version: ['--version'], input: ['svg', SVG] },
    args: (input, folder) => ['-f', 'pdf', '-o', `${folder}/input.pdf`, input],
  },
  {
    ...{
      name: 'Ghostscript',
      command: 'gs',
      version: ['--version'],
      input: ['ps', '%!PS\n100 100 moveto 300 300 lineto stroke showpage\n'],
    },
    args: (input, folder) => [
      '-q',
      '-dNOPAUSE',
      '-dBATCH',
      '-sDEVICE=pdfwrite',
      `-sOutputFile=${folder}/input.pdf`,
      input,
    ],
  },
];

/** Makes a file with a program. Throws where it is not on this machine. */
export function commandMaker(command: Command): Writer {
  mustRun(command.command, command.version);
  return { name: command.name, run: (jobs) => jobs.map(([, target]) => madeBy(command, target)) };
}

function madeBy({ command, input: [ending, content], args }: Command, target: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-writer-'));
  const input = path.join(folder, `input.${ending}`);
  try {
    writeFileSync(input, content);
    mustRun(command, args(input, folder));
    renameSync(path.join(folder, 'input.pdf'), target);
    return 'ok';
  } catch (fault) {
    return fault instanceof Error ? fault.message.replaceAll('\n', ' ') : String(fault);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
