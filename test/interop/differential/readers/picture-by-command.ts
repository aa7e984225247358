import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Picture, pictureOf, UNREADABLE } from './picture-reader.ts';

/** Longer than any reader takes for a document of ours; one that goes on is taken for one that shows nothing. */
const MAX_RUN_MS = 30_000;

/** The version that a command prints, or null where the machine does not have it. */
export function commandVersion(command: string): string | null {
  const run = spawnSync(command, ['-v'], { encoding: 'utf8' });
  if (run.error !== undefined) return null;
  return /\d+(\.\d+)+/.exec(`${run.stdout}${run.stderr}`)?.[0] ?? '';
}

/** The picture that a command makes when it writes one file a page into a folder. */
export function pictureByCommand(
  pdf: Uint8Array,
  command: string,
  argumentsFor: (file: string, folder: string) => readonly string[],
): Picture {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-picture-'));
  try {
    const [file, pages] = [path.join(folder, 'in.pdf'), path.join(folder, 'pages')];
    writeFileSync(file, pdf);
    mkdirSync(pages);
    spawnSync(command, argumentsFor(file, pages), { stdio: 'ignore', timeout: MAX_RUN_MS });
    const names = readdirSync(pages).sort();
    if (names.length === 0) return UNREADABLE;
    return pictureOf(names.flatMap((name) => [name, readFileSync(path.join(pages, name))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
