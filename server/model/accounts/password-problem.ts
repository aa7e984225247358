const LEAST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;

export type PasswordProblem =
  | 'password-too-short'
  | 'password-too-long'
  | 'password-too-common'
  | 'password-of-expected-words'
  | 'password-is-email';

/** What in its form keeps a password from being taken; null for nothing. No rules of signs: length is what counts (NIST SP 800-63B). */
export function passwordProblem(password: string, email: string): PasswordProblem | null {
  const plain = password.normalize('NFC').toLowerCase();
  const length = [...plain].length;
  if (length < LEAST_PASSWORD) return 'password-too-short';
  if (plain.length > LONGEST_PASSWORD) return 'password-too-long';
  if (new Set(plain).size < 4) return 'password-too-common';
  const local = email.split('@')[0] ?? '';
  const own = [email, local].filter((text) => text.length > 0);
  return own.some((text) => plain === text || plain === text + text) ? 'password-is-email' : null;
}
