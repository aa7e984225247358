import type { Logger } from 'pino';
import type { ExpiryWarning } from '../model/keys/expiry-warning.ts';

/** Days before an end from which the log calls it an error. */
const URGENT_DAYS = 7;

type Expiring = {
  readonly expiringKeys: () => Promise<readonly ExpiryWarning[]>;
  readonly expiringSeals: () => Promise<readonly ExpiryWarning[]>;
};

/**
 * Tells the log which signing certificates and seals run out: their manufacturers can then issue nothing more, and new ones
 * take weeks. What cannot be read is told too, and stops nothing.
 */
export async function warnOfExpiry(install: Expiring, log: Pick<Logger, 'warn' | 'error'>): Promise<void> {
  const tell = (code: string, ends: readonly ExpiryWarning[], words: string) => {
    for (const end of ends) log[end.within <= URGENT_DAYS ? 'error' : 'warn']({ code, ...end }, words);
  };
  try {
    tell('certificate-expires', await install.expiringKeys(), 'a signing certificate runs out');
  } catch (err) {
    log.error({ err }, 'the list of signing keys cannot be read');
  }
  try {
    tell('seal-expires', await install.expiringSeals(), 'the last seal of a manufacturer runs out');
  } catch (err) {
    log.error({ err }, 'the seals cannot be read');
  }
}
