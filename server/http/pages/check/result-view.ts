import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Question } from '#core/confirmation/evidence.ts';
import type { Words } from '../../../i18n/words.ts';
import type { KeptResult } from '../../../model/verification/kept-result.ts';
import { segmentOf } from '../languages.ts';
import { timeView, vinGroups } from '../texts.ts';
import type { FormError } from './check-form.ts';
import { countryOptions } from './country-options.ts';
import { fileView, type ShownFile } from './file-view.ts';
import { overallView } from './overall-view.ts';

/** A result as a page shows it: just checked, or opened again. */
export type ShownResult = Omit<KeptResult, 'format' | 'files'> & {
  readonly files: readonly ShownFile[];
  /** Where it is kept; null for one that is shown this once. */
  readonly kept: {
    readonly id: string;
    readonly reference: string;
    readonly keptUntil: IsoInstant;
    readonly askedAt: IsoInstant;
  } | null;
};

/** A registry that was asked so soon after the check was not asked again, for a reader, in ms. */
const AT_ONCE_MS = 60_000;

/** What the result page shows. `form` and `errors`: of the form for another vehicle, as it was sent. */
export function resultView(
  result: ShownResult,
  words: Words,
  { publicUrl, number, vehicleForm, errors }: ResultSurroundings,
) {
  const { question, kept } = result;
  const { vin } = question;
  const several = result.files.length > 1;
  const files = result.files.map((file, index) => fileView(file, index + 1, several, question, words));
  const overall = several ? overallView(files, vin, words) : null;
  const title = overall?.headline ?? files[0]?.headline ?? '';
  return {
    title,
    path: kept === null ? '' : `results/${kept.id}`,
    several,
    overall,
    files: overall?.files ?? files,
    form: { number, vinTail: vin ?? '' },
    isPaper: files.some(({ shown }) => shown === 'unsigned'),
    askedVin: vin,
    askedVinGroups: vin === null ? null : vinGroups(vin),
    checkedAt: timeView(result.checkedAt),
    again: againView(result),
    stored: kept && keptView(kept, words, publicUrl),
    another:
      kept === null || !files.some(({ facts }) => facts !== null)
        ? null
        : anotherView(kept.id, vehicleForm ?? question, errors, words),
    publicUrl,
  };
}

export type ResultSurroundings = {
  readonly publicUrl: string;
  /** For the look-up form below a file without a signature. */
  readonly number: string;
  readonly vehicleForm?: { readonly [Name in keyof Question]: string | null };
  readonly errors?: readonly FormError[];
};

/** What asking the registry again brought; null where that was part of the check. */
function againView({ checkedAt, files, kept }: ShownResult) {
  if (kept === null) return null;
  const isChanged = files.some(({ changed }) => (changed ?? []).length > 0);
  if (!isChanged && Date.parse(kept.askedAt) - Date.parse(checkedAt) < AT_ONCE_MS) return null;
  const asked = files.some(({ verdict }) => verdict.confirmation !== null);
  return asked || isChanged ? { isChanged, askedAt: timeView(kept.askedAt) } : null;
}

function keptView(kept: NonNullable<ShownResult['kept']>, words: Words, publicUrl: string) {
  const path = `/${segmentOf(words.locale)}/results/${kept.id}`;
  return {
    reference: kept.reference,
    address: `${publicUrl}${path}`,
    path,
    csv: `${path}/files.csv`,
    until: timeView(kept.keptUntil).beijing.slice(0, 10),
  };
}

function anotherView(
  id: string,
  form: NonNullable<ResultSurroundings['vehicleForm']>,
  errors: readonly FormError[] = [],
  words: Words,
) {
  const suggestion = (value: string) => ({
    value,
    text: words.text('pages.site.use-suggestion', { suggestion: value }),
  });
  return {
    action: `/${segmentOf(words.locale)}/results/${id}/vehicle`,
    vin: errors.length > 0 ? (form.vin ?? '') : '',
    destination: form.destination ?? '',
    applicationDate: form.applicationDate ?? '',
    countries: countryOptions(form.destination ?? '', words),
    errors: Object.fromEntries(
      errors.map(({ field, text, suggestions = [] }) => [field, { text, suggestions: suggestions.map(suggestion) }]),
    ),
  };
}
