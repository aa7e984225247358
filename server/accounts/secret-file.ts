import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFileDurably } from '../files/durable-files.ts';

const LENGTH = 32;

/**
 * The secret that cookies are signed and secrets of authenticators encrypted with; null where there is none. All instances over one
 * database need the same. Throws where it is there and cannot be used: another one would lock everybody out.
 */
export function accountsSecretIn(file: string): string | null {
  if (!existsSync(file)) return null;
  const secret = readFileSync(file, 'utf8').trim();
  if (Buffer.from(secret, 'base64url').length === LENGTH) return secret;
  throw new AccountsSecretUnusable(`${file} holds no secret for accounts: put back the one of a backup`);
}

/** Makes one where there is none; of two processes that do so at once one does. */
export function makeAccountsSecret(file: string): string {
  try {
    writeFileSync(file, text(), { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  }
  return accountsSecretIn(file) ?? makeAccountsSecret(file);
}

/** Puts a new one in the place of whatever is there. */
export function replaceAccountsSecret(file: string): string {
  writeFileDurably(file, text(), 0o600);
  return accountsSecretIn(file) ?? makeAccountsSecret(file);
}

/** Tells two secrets apart, and says nothing about either. */
export function fingerprintOf(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'vinseal fingerprint of accounts.key', 16)).toString('hex');
}

export class AccountsSecretUnusable extends Error {
  readonly code = 'accounts-secret-unusable';
}

function text(): string {
  return `${randomBytes(LENGTH).toString('base64url')}\n`;
}
