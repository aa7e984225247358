import type { Words } from '../../../i18n/words.ts';
import type { FormError } from './check-form.ts';

/** What a template needs of the errors of a form: each at its field with buttons for what was perhaps meant, and the list of the summary. */
export function errorsModel(errors: readonly FormError[], words: Words) {
  return {
    errors: Object.fromEntries(
      errors.map(({ field, text, suggestions = [] }) => [
        field,
        { text, suggestions: suggestions.map((value) => suggestionView(value, words)) },
      ]),
    ),
    errorList: errors.map(({ field, text, summary = text }) => ({ text: summary, href: `#${field}` })),
  };
}

/** A suggestion with the words of the button that takes it over. */
function suggestionView(value: string, words: Words) {
  return { value, text: words.text('pages.site.use-suggestion', { suggestion: value }) };
}
