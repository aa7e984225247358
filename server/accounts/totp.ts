import { createHmac, timingSafeEqual } from 'node:crypto';
import { TOTP_PERIOD } from './totp-period.ts';

const DIGITS = 6;
/** Steps before and after the present one whose codes are taken: clocks differ, and typing takes a while. */
const WINDOW = [0, -1, 1];

/**
 * The time step that a code of an authenticator is of (RFC 6238 with HMAC-SHA-1), near the present one; null for none.
 * @param now in ms
 */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const present = Math.floor(now / 1_000 / TOTP_PERIOD);
  const given = Buffer.from(code);
  const found = WINDOW.map((offset) => present + offset).filter((step) =>
    timingSafeEqual(Buffer.from(codeOfStep(secret, step)), given),
  );
  return found[0] ?? null;
}

/** The code of one time step (RFC 4226, 5.3). The secret is text whose octets are the key. */
export function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', Buffer.from(secret, 'utf8')).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}
