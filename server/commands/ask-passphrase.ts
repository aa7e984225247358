import { askSecret } from './ask-secret.ts';

/** Asks the person at the terminal for the passphrase of a key file; null where there is none, as in a service or a pipe. */
export async function askPassphrase(file: string): Promise<string | null> {
  return process.stdin.isTTY ? askSecret(`passphrase of ${file}: `) : null;
}
