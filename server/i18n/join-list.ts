import type { Locale } from '#core/confirmation/country.ts';

/** How a list reads: all of it, or one of it. */
export type ListKind = 'conjunction' | 'disjunction';

/**
 * Joins a list as the language does. Chinese lists of names and numbers stand with the enumeration comma alone: what
 * ICU writes otherwise, 和 before the last one, reads as part of a company's name.
 */
export function joinList(items: readonly string[], locale: Locale, type: ListKind = 'conjunction'): string {
  const style = locale === 'zh-CN' && type === 'conjunction' ? 'narrow' : 'long';
  return new Intl.ListFormat(locale, { style, type }).format(items);
}
