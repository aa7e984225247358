import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const LENGTH = 32;

/**
 * The secret that cookies are signed and secrets of authenticators encrypted with: made in the data folder where there is none. All
 * instances over one database need the same. Throws where it is there and cannot be used: another one would lock everybody out.
 */
export function readAccountsSecret(file: string): string {
  if (!existsSync(file)) make(file);
  const secret = readFileSync(file, 'utf8').trim();
  if (Buffer.from(secret, 'base64url').length === LENGTH) return secret;
  throw new AccountsSecretUnusable(`${file} holds no secret for accounts: put back the one of a backup`);
}

export class AccountsSecretUnusable extends Error {
  readonly code = 'accounts-secret-unusable';
}

/** Of two processes that make it at once one does. */
function make(file: string): void {
  try {
    writeFileSync(file, `${randomBytes(LENGTH).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  }
}
