import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { copyInstall, seededRequest } from '../support/install.ts';
import { takePassphrases } from '../support/moved-keys.ts';

const CLI = path.join(import.meta.dirname, '../../server/cli.ts');
const copy = copyInstall();
afterAll(() => copy.remove());

/** `script` (util-linux) gives a command a terminal of its own. */
const hasTerminal = /util-linux/.test(spawnSync('script', ['--version']).stdout?.toString() ?? '');
if (!hasTerminal) console.warn('SKIPPED: script (util-linux) is not on this machine: no passphrase is typed');

/** Runs the CLI in a terminal; `answer` is typed whenever a passphrase is asked for. */
function inTerminal(args: readonly string[], answer: (file: string) => string) {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const line = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', line, '/dev/null'], { env });
  return new Promise<{ readonly code: number | null; readonly shown: string }>((resolve) => {
    let shown = '';
    let answered = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      const asked = [...shown.matchAll(/passphrase of (\S+): /g)];
      for (const [, file = ''] of asked.slice(answered)) child.stdin.write(`${answer(file)}\r`);
      answered = asked.length;
    });
    child.once('close', (code) => resolve({ code, shown }));
  });
}

(hasTerminal ? test : test.skip)(
  'a terminal asks for the passphrase of the key, does not show it, and seals',
  async () => {
    const { typed } = takePassphrases(copy.folder);
    const request = path.join(copy.folder, 'request.json');
    writeFileSync(request, JSON.stringify(seededRequest(7101)));
    const args = ['issue', request, '--out', path.join(copy.folder, 'sealed.pdf'), '--data', copy.folder];
    const { code, shown } = await inTerminal(args, (file) => typed.get(file) ?? '');
    expect({ code, shown }).toEqual({ code: 0, shown: expect.stringContaining('passphrase of') });
    for (const passphrase of typed.values()) expect(shown).not.toContain(passphrase);
  },
);
