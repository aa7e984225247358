import { execFile } from 'node:child_process';

/** What commands of a guide print, and how they end. */
export type GuideRun = { readonly code: number; readonly said: string };

/** Fenced blocks of a page in their order: a file to be written, where one is named, or commands. */
export function guideBlocks(text: string): readonly { readonly file: string | null; readonly content: string }[] {
  return [...text.matchAll(/^```(sh|json|env)(?: (\S+))?\n([^`]*)^```$/gm)].map(([, , file, content = '']) => ({
    file: file ?? null,
    content,
  }));
}

/**
 * Runs commands as a person would type them.
 * @param prelude what the shell knows beforehand: functions and settings
 */
export function runGuide(
  commands: string,
  { prelude, home, cwd }: { readonly prelude: string; readonly home: string; readonly cwd: string },
): Promise<GuideRun> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  // Each command is a process: with code that was compiled before it starts in half the time.
  const env = { PATH, NODE_COMPILE_CACHE, HOME: home, LANG: 'C.UTF-8' };
  const args = ['--norc', '-euo', 'pipefail', '-c', `${prelude}\n${commands}`];
  return new Promise((resolve) => {
    execFile('bash', args, { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: `${commands}\n${stdout}${stderr}` }),
    );
  });
}
