import type { FieldProblem, Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { errorText, type FormError, formErrors } from '../check/check-form.ts';

const LONGEST = 1_000;
const LONGEST_OF_SCRIPT = 10_000;

/** The text of one field: empty where it is missing or came twice. Other fields of a form are never looked at. */
export function field(body: unknown, name: string): string {
  return longField(body, name).slice(0, LONGEST);
}

/** The same for what a script writes into a field. */
export function longField(body: unknown, name: string): string {
  const value = typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : '';
  return typeof value === 'string' ? value.slice(0, LONGEST_OF_SCRIPT) : '';
}

/** All values of a field that may come several times, such as checkboxes. */
export function fieldList(body: unknown, name: string): readonly string[] {
  const value = typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === 'string' && one !== '').slice(0, 50);
}

/** A refusal as errors of a form: those of its fields, or one at the field that it is about. */
export function problemErrors(
  { code, data, fields }: Problem,
  at: string,
  words: Words,
  nameOf?: (problem: FieldProblem) => string,
): readonly FormError[] {
  if (fields.length > 0) return formErrors(fields, words, nameOf);
  return [{ field: at, text: errorText(words, code, data), summary: words.text(`errors.${code}.sentence`, data) }];
}
