import type { FieldCode, FieldProblem } from '#core/confirmation/errors.ts';
import type { Words } from '../../i18n/words.ts';

/** Fields of the forms that people fill in: where they stand in what is sent, without the places of lists. */
export const FORM_FIELDS = [
  ...['manufacturer', 'exporter', 'exporter-name', 'exporter-uscc', 'applicationDate', 'languages'],
  ...['vehicles', 'vehicles-vin', 'vehicles-brand', 'vehicles-model', 'vehicles-firstRegistration'],
  ...['vehicles-transferForExport', 'vehicles-destination', 'vehicles-outlets', 'vehicles-accepted-reason'],
  ...['answer', 'question', 'reason', 'lines', 'vins', 'outlets', 'kind', 'number', 'days'],
  ...['outlets-id', 'outlets-country', 'outlets-name', 'outlets-provider', 'outlets-address', 'outlets-phone'],
  ...['outlets-services', 'outlets-active-from', 'outlets-active-until'],
  ...['company', 'purpose', 'seal-form', 'recordCode', 'from', 'until'],
  ...['registration-id', 'registration-code', 'registration-nameZh', 'registration-nameEn', 'registration-uscc'],
  ...['registration-listings', 'registration-listings-announcement', 'registration-listings-nameZh'],
  ...['registration-listings-from', 'registration-listings-until', 'registration-wmis', 'registration-wmis-wmi'],
  ...['registration-wmis-from', 'registration-wmis-until'],
  ...['exclude', 'code', 'email', 'name', 'id', 'uscc', 'password', 'roles', 'organisation'],
] as const;

/** Codes that say how a value is built, and nothing of what it is: for people the field says it. */
const OF_SHAPE: ReadonlySet<FieldCode> = new Set(['required', 'not-valid', 'too-short', 'too-long']);

/** What is wrong with a field of a form: what its code says, or, where that says nothing of the field, what to write into it. */
export function fieldSentence(problem: FieldProblem, words: Words): string {
  const { code, data } = problem;
  const sentence = words.text(`errors.${code}.sentence`, data);
  const field = fieldOfShape(problem);
  if (field === null) return sentence;
  const what = words.text(`fields.${field}`);
  return code === 'too-long' ? words.text('pages.site.sentences', { first: sentence, second: what }) : what;
}

/** The same with what to do about it. */
export function fieldText(problem: FieldProblem, words: Words): string {
  const first = fieldSentence(problem, words);
  if (fieldOfShape(problem) !== null) return first;
  return words.text('pages.site.sentences', {
    first,
    second: words.text(`errors.${problem.code}.remedy`, problem.data),
  });
}

function fieldOfShape({ code, pointer }: FieldProblem): string | null {
  return OF_SHAPE.has(code) ? formField(pointer) : null;
}

/** The field of a form that a pointer leads to; null for any other. Rows of a batch are vehicles of their documents. */
function formField(pointer: string): string | null {
  const steps = pointer.split('/').filter((step) => step !== '' && !/^\d+$/.test(step));
  const name = (steps[0] === 'rows' ? steps.slice(1) : steps).join('-');
  return FORM_FIELDS.find((field) => field === name) ?? null;
}
