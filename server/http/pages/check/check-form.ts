import { countryCode, isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { parseTypedDate } from '#core/confirmation/typed-date.ts';
import { readQuestion } from '../../../app/verification/verify-document.ts';
import { joinList } from '../../../i18n/join-list.ts';
import type { Words } from '../../../i18n/words.ts';
import { fieldSentence, fieldText } from '../field-words.ts';

/** The two forms of the check page as they were filled in. */
export type CheckForm = {
  readonly vin: string;
  readonly destination: string;
  readonly applicationDate: string;
  readonly number: string;
  readonly vinTail: string;
};

/** One wrong field of a form, in words. `field` is the name and the id of its input. */
export type FormError = {
  readonly field: string;
  readonly text: string;
  /** What is wrong, without what to do, for the summary; the whole text when left out. */
  readonly summary?: string;
  /** What was perhaps meant, likeliest first; none when left out. */
  readonly suggestions?: readonly string[];
};

const MAX_FIELD_LENGTH = 100;

/** Reads the fields of either form; what is missing or no text is empty. One that came twice is both at once, which is wrong: it must not pass as not asked. */
export function readCheckForm(body: unknown): CheckForm {
  const values: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {};
  const field = (name: string) => {
    const given = values[name];
    const value = Array.isArray(given) ? given.join(' ') : given;
    return typeof value === 'string' ? value.trim().slice(0, MAX_FIELD_LENGTH) : '';
  };
  return {
    vin: field('vin'),
    destination: field('destination'),
    applicationDate: field('applicationDate'),
    number: field('number'),
    vinTail: field('vinTail'),
  };
}

/** The question of the upload form for `verifyDocument`: empty fields are null, dates as ISO dates where they are dates. */
export function questionOf(form: CheckForm) {
  const { applicationDate } = form;
  return {
    vin: form.vin || null,
    destination: form.destination === '' ? null : typedCountry(form.destination),
    applicationDate: applicationDate === '' ? null : (parseTypedDate(applicationDate) ?? applicationDate),
  };
}

/** The code of a country that was chosen or typed: a code, or a name in one of our languages; what is neither comes back as it was typed. */
export function typedCountry(text: string): string {
  const code = countryCode(text);
  return isCountryCode(code) ? code : (likelyCountry(text)[0] ?? text);
}

/** What is wrong with the question, before any file is read. */
export function questionProblems(form: CheckForm): readonly FieldProblem[] {
  const question = readQuestion(questionOf(form));
  return question.ok ? [] : question.problem.fields;
}

/** The wrong fields of a request as errors of the form: pointer `/vin` is field `vin`, unless the form names it otherwise. */
export function formErrors(
  fields: readonly FieldProblem[],
  words: Words,
  nameOf = ({ pointer }: FieldProblem) => pointer.split('/')[1] ?? '',
): readonly FormError[] {
  return fields.map((problem) => ({
    field: nameOf(problem),
    text: textWithSuggestions(problem, words),
    summary: fieldSentence(problem, words),
    suggestions: problem.suggestions,
  }));
}

/** What is wrong with a field, and what was perhaps meant. */
function textWithSuggestions(problem: FieldProblem, words: Words): string {
  const { suggestions } = problem;
  const first = fieldText(problem, words);
  if (suggestions.length === 0) return first;
  const list = joinList(suggestions, words.locale, 'disjunction');
  const second = words.text('pages.site.did-you-mean', { suggestions: list });
  return words.text('pages.site.sentences', { first, second });
}

/** What is wrong, and what to do about it. */
export function errorText(words: Words, code: string, data: FieldProblem['data'] = {}): string {
  return words.text('pages.site.sentences', {
    first: words.text(`errors.${code}.sentence`, data),
    second: words.text(`errors.${code}.remedy`, data),
  });
}
