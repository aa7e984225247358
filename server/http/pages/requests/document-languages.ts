import { inPrintedOrder } from '#core/confirmation/document-languages.ts';
import { joinList } from '../../../i18n/join-list.ts';
import type { Words } from '../../../i18n/words.ts';
import { textOf } from './request-form.ts';

/** What a form offers: as the destinations need, or these, Chinese among them always. */
const CHOICES = ['', 'zh', 'zh en', 'zh ru', 'zh en ru'] as const;

/** The choices of a form, with the one that stands. */
export function languageOptions(chosen: readonly string[] | null, words: Words) {
  const standing = inPrintedOrder(chosen ?? []).join(' ');
  return CHOICES.map((value) => ({
    value,
    text: languagesText(value === '' ? null : value.split(' '), words),
    selected: value === standing,
  }));
}

/** The languages that a form was sent with; none where they follow from the destinations. */
export function languagesOfForm(body: unknown): readonly string[] {
  return textOf(body, 'languages', 60)
    .split(' ')
    .filter((language) => language !== '');
}

/** In which languages a document is to be printed, in words. */
export function languagesText(languages: readonly string[] | null, words: Words): string {
  if (languages === null) return words.text('requests.languages.any');
  const names = inPrintedOrder(languages).map((language) => words.text(`requests.languages.${language}`));
  return joinList(names, words.locale);
}
