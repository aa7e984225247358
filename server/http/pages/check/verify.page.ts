import type { Request, RequestHandler, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import { refuse } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { clientSignal } from '../../middleware/client-signal.ts';
import { setStatus } from '../../problem.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';
import { renderCheckPage } from './check.page.ts';
import {
  type CheckForm,
  errorText,
  type FormError,
  formErrors,
  questionOf,
  questionProblems,
  readCheckForm,
} from './check-form.ts';
import { type CheckedFile, checkFile } from './checked-file.ts';
import { renderResultPage } from './result.page.ts';

/** Checks the uploaded files, one after the other, and shows what came out. */
export function verifyPage(deps: PagesDependencies, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const form = readCheckForm(request.body);
    const files = Array.isArray(request.files) ? request.files : [];
    const problems = questionProblems(form);
    if (files.length === 0 || problems.length > 0) {
      const code = files.length === 0 ? 'file-missing' : 'request-not-valid';
      return refuseUpload(response, words, render, form, refuse(code, {}, problems).problem);
    }
    const checked: CheckedFile[] = [];
    const signal = clientSignal(response);
    for (const file of files) {
      const pdf = new Uint8Array(file.buffer);
      const result = await checkFile(deps, file.originalname, { pdf, ...questionOf(form), signal });
      if (!result.ok) return refuseUpload(response, words, render, form, result.problem);
      checked.push(result.value);
    }
    renderResultPage(deps, response, words, render, form, checked);
  };
}

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
