import { createInterface } from 'node:readline';
import type { TerminalInput } from './ask-passphrase.ts';

/** Asks a person for a line; null where there is no terminal, and for one who ends the input (Ctrl+D). */
export type AskLine = (question: string) => Promise<string | null>;

/** Asks at these streams. The terminal shows by itself what is typed. */
export function lineAsker(stdin: TerminalInput, stderr: { readonly write: (text: string) => unknown }): AskLine {
  return async (question) => {
    if (!stdin.isTTY) return null;
    stderr.write(question);
    const lines = createInterface({ input: stdin, terminal: false });
    try {
      for await (const line of lines) return line;
      stderr.write('\n');
      return null;
    } finally {
      lines.close();
    }
  };
}
