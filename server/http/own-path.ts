import { LANGUAGES } from './pages/languages.ts';

/** Where somebody may be led after signing in: a page below one of our languages; null for every other address. */
export function ownPath(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 500) return null;
  if (!/^\/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*$/.test(text) || text.includes('//')) return null;
  const { origin, pathname } = new URL(text, 'http://own.invalid');
  const isBelow = LANGUAGES.some(({ segment }) => pathname.startsWith(`/${segment}/`));
  return origin === 'http://own.invalid' && isBelow ? text : null;
}
