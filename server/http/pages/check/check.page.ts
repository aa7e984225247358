import type { Request, RequestHandler, Response } from 'express';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { COUNTRIES, countryName } from '#core/confirmation/country.ts';
import type { Words } from '../../../i18n/words.ts';
import { MAX_FILE_BYTES, MAX_FILES } from '../../middleware/uploads.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { type CheckForm, type FormError, readCheckForm } from './check-form.ts';

/** Shows the forms: check a file, or ask by number; the number that a document's QR code brings along is filled in. */
export function checkPage(words: Words, render: PageRenderer): RequestHandler {
  return (request, response) =>
    renderCheckPage(response, words, render, readCheckForm({ number: printedNumber(request) }), []);
}

/** The number in an address that a document prints; empty for anything that is no number. */
export function printedNumber(request: Request): string {
  const { number } = request.query;
  return typeof number === 'string' ? (parseConfirmationNumber(number)?.number ?? '') : '';
}

/** Shows the forms as they were filled in, with an error summary and each error at its field. */
export function renderCheckPage(
  response: Response,
  words: Words,
  render: PageRenderer,
  form: CheckForm,
  errors: readonly FormError[],
): void {
  render(response, words, 'check', {
    title: words.text('pages.check.title'),
    path: '',
    form,
    errors: Object.fromEntries(
      errors.map(({ field, text, suggestions = [] }) => [
        field,
        { text, suggestions: suggestions.map(suggestionView(words)) },
      ]),
    ),
    errorList: [...errors, ...filesLost(errors, words)].map(({ field, text }) => ({ text, href: `#${field}` })),
    countries: countryOptions(words),
    mostFiles: MAX_FILES,
    mostMegabytes: MAX_FILE_BYTES / 1024 / 1024,
  });
}

/** A suggestion with the words of the button that takes it over. */
function suggestionView(words: Words) {
  return (value: string) => ({ value, text: words.text('pages.site.use-suggestion', { suggestion: value }) });
}

/** What was chosen is lost when another field was wrong; an error of the files themselves says so. */
function filesLost(errors: readonly FormError[], words: Words): readonly FormError[] {
  if (errors.length === 0 || errors.some(({ field }) => ['file', 'number', 'vinTail'].includes(field))) return [];
  return [{ field: 'file', text: words.text('pages.check.errors.files-again') }];
}

/** The countries for a select, in the order of the language, after one entry that says nothing. */
export function countryOptions(words: Words) {
  const collator = new Intl.Collator(words.locale);
  const options = COUNTRIES.map(({ code }) => ({ value: code, text: countryName(code, words.locale) }));
  options.sort((a, b) => collator.compare(a.text, b.text));
  return [{ value: '', text: words.text('pages.check.destination.none') }, ...options];
}
