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

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator is set up with: the secret in Base32 (RFC 4648, 6) without padding, alone and in an `otpauth:` address. */
export function totpAddress(secret: string, email: string): { readonly address: string; readonly secret: string } {
  const bits = Array.from(Buffer.from(secret, 'utf8'), (octet) => octet.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '');
  const text = letters.join('');
  const query = new URLSearchParams({ secret: text, issuer: 'vinseal', digits: '6', period: String(TOTP_PERIOD) });
  return { address: `otpauth://totp/vinseal:${encodeURIComponent(email)}?${query}`, secret: text };
}
