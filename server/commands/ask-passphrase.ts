import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * Asks the person at the terminal for the passphrase of a key file, without showing what is typed. Null where there is no
 * person, as in a service or a pipe, and for one who ends the input (Ctrl+D). Ctrl+C ends the program, as anywhere.
 */
export async function askPassphrase(file: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  // Echo goes nowhere, and it goes before anybody is asked: readline writes what is typed to its output.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.once('SIGINT', () => {
    terminal.close();
    process.kill(process.pid, 'SIGINT');
  });
  process.stderr.write(`passphrase of ${file}: `);
  // Whoever ends the input closes the terminal before an answer is there.
  const ended = new Promise<null>((resolve) => terminal.once('close', () => resolve(null)));
  try {
    return await Promise.race([terminal.question('').catch(() => null), ended]);
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
