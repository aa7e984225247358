import type { Words } from '../../i18n/words.ts';

/** Sentences behind one another as the language has them: Chinese without a space. Empty ones are left out. */
export function sentences(parts: readonly string[], { locale }: Pick<Words, 'locale'>): string {
  return parts.filter((part) => part !== '').join(locale === 'zh-CN' ? '' : ' ');
}
