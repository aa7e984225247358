import type { Request, RequestHandler, Response } from 'express';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { Words } from '../../../i18n/words.ts';
import { MAX_FILE_BYTES, MAX_FILES } from '../../middleware/uploads.ts';
import { keptFields, keptKind } from '../kept-form.ts';
import type { PageModel, PageRenderer } from '../page-renderer.ts';
import { type CheckForm, type FormError, formErrors, questionProblems, readCheckForm } from './check-form.ts';
import { countryOptions } from './country-options.ts';
import { errorsModel } from './errors-model.ts';

/** Shows the forms: check a file, or ask by number; the number that a document's QR code brings along is filled in. */
export function checkPage(words: Words, render: PageRenderer): RequestHandler {
  return (request, response) => {
    const number = printedNumber(request);
    const query = number === '' ? '' : `${numberQuery(number)}#by-number`;
    render(response, words, 'check', { ...formModel(readCheckForm({ number }), [], words), query });
  };
}

/** Shows the forms in this language as they stood in another: nothing is checked, and errors are shown only where some were. */
export function keptCheckPage(words: Words, render: PageRenderer): RequestHandler {
  return (request, response) => {
    const form = readCheckForm(request.body);
    const problems = keptKind(request.body) === 'errors' ? questionProblems(form) : [];
    renderCheckPage(response, words, render, form, formErrors(problems, words));
  };
}

/** The number in an address that a document prints; empty for anything that is no number. */
export function printedNumber(request: Request): string {
  const { number } = request.query;
  return typeof number === 'string' ? (parseConfirmationNumber(number)?.number ?? '') : '';
}

/** A number in the address of a page; nothing for what is no number. */
export function numberQuery(text: string): string {
  const number = parseConfirmationNumber(text)?.number;
  return number === undefined ? '' : `?number=${number}`;
}

/** Shows the forms as they were filled in, with an error summary and each error at its field. */
export function renderCheckPage(
  response: Response,
  words: Words,
  render: PageRenderer,
  form: CheckForm,
  errors: readonly FormError[],
): void {
  const kept = keptFields('', form, errors.length > 0 ? 'errors' : 'form');
  response.set('Cache-Control', 'no-store');
  render(response, words, 'check', { ...formModel(form, errors, words), kept });
}

function formModel(form: CheckForm, errors: readonly FormError[], words: Words): PageModel {
  return {
    title: words.text('pages.check.title'),
    path: '',
    form,
    ...errorsModel(errors, words),
    filesLost: filesLost(errors) ? words.text('pages.check.errors.files-again') : null,
    numberQuery: numberQuery(form.number),
    countries: countryOptions(form.destination, words),
    mostFiles: MAX_FILES,
    mostMegabytes: MAX_FILE_BYTES / 1024 / 1024,
  };
}

/** What was chosen is lost when another field was wrong; an error of the files themselves says so. */
function filesLost(errors: readonly FormError[]): boolean {
  return errors.length > 0 && errors.every(({ field }) => field !== 'file');
}
