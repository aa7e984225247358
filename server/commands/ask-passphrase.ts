import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Standard input, or its replacement in tests. */
export type TerminalInput = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Asks a person for the passphrase of a key file; null where there is no terminal. */
export type AskPassphrase = (file: string) => Promise<string | null>;

/** Asks at these streams; see `askPassphrase`. */
export function passphraseAsker(
  stdin: TerminalInput,
  stderr: { readonly write: (text: string) => unknown },
): AskPassphrase {
  return (file) => askPassphrase(file, stdin, stderr);
}

/**
 * Asks the person at the terminal for the passphrase of a key file, without showing what is typed. Null where there is no
 * person, as in a service or a pipe, and for one who ends the input (Ctrl+D). Ctrl+C ends the program, as anywhere.
 */
async function askPassphrase(
  file: string,
  stdin: TerminalInput,
  stderr: { readonly write: (text: string) => unknown },
): Promise<string | null> {
  if (!stdin.isTTY) return null;
  // Echo goes nowhere, and it goes before anybody is asked: readline writes what is typed to its output.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true });
  terminal.once('SIGINT', () => {
    terminal.close();
    process.kill(process.pid, 'SIGINT');
  });
  stderr.write(`passphrase of ${file}: `);
  // The end of the input closes the terminal before there is an answer.
  const ended = new Promise<null>((resolve) => terminal.once('close', () => resolve(null)));
  try {
    return await Promise.race([terminal.question('').catch(() => null), ended]);
  } finally {
    terminal.close();
    stderr.write('\n');
  }
}
