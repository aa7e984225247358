const LEAST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;

/** Those of at least twelve characters that are tried first, and what this product is called. */
const COMMONEST: ReadonlySet<string> = new Set([
  '123456789012',
  '1234567890123',
  '12345678901234',
  '123456789123',
  '1234567891234',
  '1234567890qwerty',
  '123456789abc',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  '1qazxsw23edc',
  'abcdefghijkl',
  'administrator',
  'changemechangeme',
  'iloveyou1234',
  'letmeinletmein',
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'qazwsxedcrfv',
  'qwerty123456',
  'qwertyqwerty',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopas',
  'welcome12345',
  'woaini1314520',
  'zxcvbnm12345',
]);

/** What keeps a password from being taken; null for nothing. No rules of signs: length is what counts (NIST SP 800-63B). */
export function passwordProblem(
  password: string,
  email: string,
): 'password-too-short' | 'password-too-long' | 'password-too-common' | 'password-is-email' | null {
  const plain = password.normalize('NFC').toLowerCase();
  const length = [...plain].length;
  if (length < LEAST_PASSWORD) return 'password-too-short';
  if (plain.length > LONGEST_PASSWORD) return 'password-too-long';
  if (COMMONEST.has(plain) || new Set(plain).size < 4) return 'password-too-common';
  const local = email.split('@')[0] ?? '';
  const own = [email, local].filter((text) => text.length > 0);
  return own.some((text) => plain === text || plain === text + text) ? 'password-is-email' : null;
}
