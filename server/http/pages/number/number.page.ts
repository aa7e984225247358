import type { RequestHandler, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { setStatus } from '../../problem.ts';
import { type CheckForm, errorText, formErrors, readCheckForm } from '../check/check-form.ts';
import { keptFields, keptKind } from '../kept-form.ts';
import type { PageModel, PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';
import { timeView } from '../texts.ts';
import { missingView } from './missing-view.ts';
import { missingFields, numberFormErrors, renderNumberForm } from './number-form.page.ts';
import { numberView } from './number-view.ts';

/**
 * Shows how one vehicle of a confirmation stands, for whoever knows the number and the end of the VIN. What cannot be a number
 * or a VIN is asked back; what is not registered is an answer of its own: for a holder of paper it is the alarm.
 */
export function numberPage(deps: PagesDependencies, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const form = readCheckForm(request.body);
    const kept = keptKind(request.body);
    if (kept !== null) {
      const errors = kept === 'errors' ? numberFormErrors(form, words) : [];
      return renderNumberForm(response, words, render, form, errors);
    }
    const missing = missingFields(form, words);
    if (missing.length > 0) {
      setStatus(response, 'request-not-valid');
      return renderNumberForm(response, words, render, form, missing);
    }
    const { number, vinTail } = form;
    const found = await deps.lookUpConfirmation({ number, vinTail });
    const show = (template: string, model: PageModel) => answer(deps, response, words, render, template, form, model);
    if (found.ok) return show('number', numberView(found.value, form, words));
    if (found.problem.code !== 'confirmation-not-found')
      return refuseLookUp(response, words, render, form, found.problem);
    setStatus(response, 'confirmation-not-found');
    show('number-missing', missingView(form, words));
  };
}

/** An answer of the registry: when and where it was given, and never kept. */
function answer(
  deps: Pick<PagesDependencies, 'clock' | 'publicUrl'>,
  response: Response,
  words: Words,
  render: PageRenderer,
  template: string,
  form: CheckForm,
  model: PageModel,
): void {
  response.set('Cache-Control', 'no-store');
  render(response, words, template, {
    ...model,
    kept: keptFields('number', form, null),
    checkedAt: timeView(deps.clock.now()),
    publicUrl: deps.publicUrl,
  });
}

function refuseLookUp(response: Response, words: Words, render: PageRenderer, form: CheckForm, problem: Problem): void {
  const { code, data, fields } = problem;
  setStatus(response, code);
  const asked = formErrors(fields, words);
  const refused = { field: 'number', text: errorText(words, code, data) };
  renderNumberForm(response, words, render, form, code === 'request-not-valid' ? asked : [refused, ...asked]);
}
