import type { Request, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { setStatus } from '../../problem.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { renderCheckPage } from './check.page.ts';
import { type CheckForm, errorText, type FormError, formErrors, readCheckForm } from './check-form.ts';

/** Shows the form again with what is wrong: at the fields that the problem names, and at the file unless only they are at fault. */
export function refuseUpload(
  response: Response,
  words: Words,
  render: PageRenderer,
  form: CheckForm,
  problem: Problem,
): void {
  const fileError: FormError = { field: 'file', text: errorText(words, problem.code, problem.data) };
  const fieldErrors = formErrors(problem.fields, words);
  const errors = problem.code === 'request-not-valid' ? fieldErrors : [fileError, ...fieldErrors];
  setStatus(response, problem.code);
  renderCheckPage(response, words, render, form, errors);
}

/** The form of a request whose upload was refused half-way. */
export function formOf(request: Request): CheckForm {
  return readCheckForm(request.body);
}
