import type { RequestHandler } from 'express';
import { refuse } from '#core/confirmation/errors.ts';
import { checkFile } from '../../../app/verification/check-file.ts';
import { readQuestion } from '../../../app/verification/verify-document.ts';
import type { Words } from '../../../i18n/words.ts';
import type { CheckedFile } from '../../../model/verification/kept-result.ts';
import { clientSignal } from '../../middleware/client-signal.ts';
import { uploadedFiles } from '../../middleware/uploads.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';
import { questionOf, readCheckForm } from './check-form.ts';
import { refuseUpload } from './refuse-upload.ts';
import { answerCheck } from './result.page.ts';

/** Checks the uploaded files, one after the other, and shows what came out. */
export function verifyPage(deps: PagesDependencies, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const form = readCheckForm(request.body);
    const files = uploadedFiles(request);
    const question = readQuestion(questionOf(form));
    if (files.length === 0 || !question.ok) {
      const code = files.length === 0 ? 'file-missing' : 'request-not-valid';
      const problems = question.ok ? [] : question.problem.fields;
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
    await answerCheck(deps, response, words, render, { files: checked, question: question.value }, form.number);
  };
}
