import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { inspectVin, normalizeVin } from '#core/confirmation/vin.ts';
import type { Words } from '../../../i18n/words.ts';
import type { CheckForm } from '../check/check-form.ts';
import { askedVehicle } from './number-view.ts';

/** The alarm: no such confirmation here. It tells what was asked, and never which of number and VIN is unknown. */
export function missingView(form: CheckForm, words: Words) {
  return {
    title: words.text('pages.number.missing.title'),
    path: 'number',
    number: parseConfirmationNumber(form.number)?.number ?? form.number,
    ...askedVehicle(form),
    isVinDoubtful: isVinDoubtful(normalizeVin(form.vinTail)),
    form,
  };
}

/** Of a whole VIN, its check digit says whether it was perhaps mistyped. */
function isVinDoubtful(vin: string): boolean {
  return inspectVin(vin).some(({ code, severity }) => code === 'vin-check-digit' && severity === 'error');
}
