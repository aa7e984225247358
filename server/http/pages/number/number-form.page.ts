import type { RequestHandler, Response } from 'express';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { readTyped, VIN_TAIL_LENGTH } from '#core/confirmation/typed-identifier.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import type { Words } from '../../../i18n/words.ts';
import { numberQuery, printedNumber } from '../check/check.page.ts';
import { type CheckForm, type FormError, formErrors, readCheckForm } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { keptFields } from '../kept-form.ts';
import type { PageModel, PageRenderer } from '../page-renderer.ts';

/** Shows the form that asks by number, for who has no file. */
export function numberFormPage(words: Words, render: PageRenderer): RequestHandler {
  return (request, response) => {
    const number = printedNumber(request);
    const model = formModel(readCheckForm({ number }), [], words);
    render(response, words, 'number-form', { ...model, query: numberQuery(number) });
  };
}

/** Shows that form as it was filled in, with an error summary and each error at its field. */
export function renderNumberForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  form: CheckForm,
  errors: readonly FormError[],
): void {
  const kept = keptFields('number', form, errors.length > 0 ? 'errors' : 'form');
  response.set('Cache-Control', 'no-store');
  render(response, words, 'number-form', { ...formModel(form, errors, words), kept });
}

/** What is wrong with a form that is shown again in another language, without looking anything up. */
export function numberFormErrors(form: CheckForm, words: Words): readonly FormError[] {
  const missing = missingFields(form, words);
  return missing.length > 0 ? missing : formErrors(typedProblems(form), words);
}

/** The fields without which nothing can be looked up. */
export function missingFields(form: CheckForm, words: Words): readonly FormError[] {
  const errors: FormError[] = [];
  if (form.number === '') errors.push({ field: 'number', text: words.text('pages.number.number.missing') });
  if (normalizeVin(form.vinTail).length < VIN_TAIL_LENGTH) {
    errors.push({ field: 'vinTail', text: words.text('pages.number.tail.missing') });
  }
  return errors;
}

function typedProblems({ number, vinTail }: CheckForm): readonly FieldProblem[] {
  return [
    { pointer: '/number', typed: readTyped('number', number) },
    { pointer: '/vinTail', typed: readTyped('vin-tail', vinTail) },
  ].flatMap(({ pointer, typed }) => {
    if (typed.kind === 'read') return [];
    const { code, data, suggestions } = typed;
    return [{ pointer, code, data, suggestions }];
  });
}

function formModel(form: CheckForm, errors: readonly FormError[], words: Words): PageModel {
  return { title: words.text('pages.number.title'), path: 'number', form, ...errorsModel(errors, words) };
}
