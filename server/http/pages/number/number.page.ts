import type { RequestHandler } from 'express';
import { countryName } from '#core/confirmation/country.ts';
import { VIN_TAIL_LENGTH } from '#core/confirmation/typed-identifier.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import type { LineStatusView, RegisteredValues } from '../../../app/confirmations/look-up-confirmation.ts';
import type { Words } from '../../../i18n/words.ts';
import { PROBLEM_STATUS } from '../../problem.ts';
import { renderCheckPage } from '../check/check.page.ts';
import { type CheckForm, errorText, type FormError, formErrors, readCheckForm } from '../check/check-form.ts';
import { outletView } from '../check/facts-view.ts';
import { vehicleView } from '../check/vehicle-view.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';
import { timeView } from '../texts.ts';

/** Shows how one vehicle of a confirmation stands, for whoever knows the number and the end of the VIN. */
export function numberPage(deps: PagesDependencies, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const form = readCheckForm(request.body);
    const missing = missingFields(form, words);
    if (missing.length > 0) {
      response.status(PROBLEM_STATUS['request-not-valid']);
      return renderCheckPage(response, words, render, form, missing);
    }
    const { number, vinTail } = form;
    const found = await deps.lookUpConfirmation({ number, vinTail });
    if (!found.ok) {
      const { code, data, fields } = found.problem;
      response.status(PROBLEM_STATUS[code]);
      const missed = { field: 'number', text: errorText(words, code, data) };
      const asked = formErrors(fields, words);
      return renderCheckPage(response, words, render, form, code === 'request-not-valid' ? asked : [missed, ...asked]);
    }
    response.set('Cache-Control', 'no-store');
    render(response, words, 'number', {
      ...numberView(found.value, normalizeVin(vinTail).slice(-VIN_TAIL_LENGTH), words),
      checkedAt: timeView(deps.clock.now()),
      publicUrl: deps.publicUrl,
    });
  };
}

function missingFields(form: CheckForm, words: Words): readonly FormError[] {
  const errors: FormError[] = [];
  if (form.number === '') errors.push({ field: 'number', text: words.text('pages.number.number.missing') });
  if (normalizeVin(form.vinTail).length < VIN_TAIL_LENGTH) {
    errors.push({ field: 'vinTail', text: words.text('pages.number.tail.missing') });
  }
  return errors;
}

function numberView(found: LineStatusView, vinTail: string, words: Words) {
  const { standing } = found;
  return {
    title: words.text(`pages.number.result.${standing.status}`),
    path: '',
    number: found.number,
    vinTail,
    verdict: standing.status === 'live' ? 'valid' : 'withdrawn',
    status: words.text(`pages.status.${standing.status}`),
    destination: countryName(found.destination, words.locale),
    test: found.test,
    changedAt: standing.status === 'live' ? null : timeView(standing.at),
    reason: standing.status === 'withdrawn' ? words.text(`pages.reasons.${standing.reason}`) : null,
    supersededBy: standing.status === 'superseded' ? standing.supersededBy : null,
    registered: found.registered && registeredView(found.registered, words),
  };
}

/** What paper is compared with. */
function registeredView({ vehicle, outlets, rule, ...head }: RegisteredValues, words: Words) {
  return {
    ...head,
    issuedAt: timeView(head.issuedAt),
    vehicle: vehicleView(vehicle, { outlets, rule }, words),
    outlets: outlets.map((outlet) => outletView(outlet, words)),
  };
}
