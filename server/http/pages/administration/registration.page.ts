import type { RequestHandler, Response } from 'express';
import type { FieldProblem, Problem } from '#core/confirmation/errors.ts';
import type { ManufacturerState } from '../../../app/manufacturers/read-manufacturer.ts';
import { dateOfCell } from '../../../app/requests/vehicle-cells.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import { clientSignal } from '../../middleware/client-signal.ts';
import { MAX_FIELD_BYTES, uploadedFiles } from '../../middleware/uploads.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import { fieldText } from '../field-words.ts';
import { isShownAgain } from '../kept-form.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { textOf } from '../requests/request-form.ts';
import type { AdministrationPages } from './administration-pages.ts';
import { manufacturerPath } from './manufacturer.page.ts';

const FIELDS = ['id', 'code', 'nameZh', 'nameEn', 'uscc', 'test', 'listings', 'wmis', 'seen'] as const;
type Form = Readonly<Record<(typeof FIELDS)[number], string>>;

/** The most that a form holds: a list of 500 WMIs, or of 50 listings, fits many times. */
export const MAX_REGISTRATION_BYTES = 300_000;

/** The form of a new manufacturer, or of one that is registered. */
export function registrationForm(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    if (!isPermitted(actor, 'register-manufacturer')) return renderErrorPage(response, words, render, 'not-found');
    const { id } = request.params;
    if (id === undefined) return renderForm(response, words, render, { form: EMPTY, isNew: true, errors: [] });
    const found = await deps.manufacturer(String(id), actor);
    if (!found.ok) return renderErrorPage(response, words, render, found.problem.code);
    renderForm(response, words, render, { form: formOf(found.value), isNew: false, errors: [] });
  };
}

/**
 * Changes it; or registers it, after showing everything once more, since its identifiers never change. All faults are told at
 * once, each with its line.
 */
export function registerPage(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const { form, isNew } = typedForm(request.body, request.params.id);
    if (isShownAgain(request.body)) return renderForm(response, words, render, { form, isNew, errors: [] });
    const isConfirmed = !isNew || textOf(request.body, 'confirmed', 5) !== '';
    const checked = isConfirmed ? null : await deps.checkRegistration(dataOf(form), actorOf(response));
    if (checked?.ok) return renderAnswers(response, words, render, form);
    const saved = checked ?? (await deps.changeRegistration(dataOf(form), actorOf(response)));
    if (saved.ok)
      return response.redirect(303, `${manufacturerPath(saved.value.entry.manufacturer.id, words)}?done=registered`);
    const { code } = saved.problem;
    if (code === 'not-permitted') return renderErrorPage(response, words, render, code);
    setStatus(response, code);
    renderForm(response, words, render, { form, isNew, errors: errorsOf(saved.problem, form, words) });
  };
}

/** Puts the lines of a spreadsheet into the form as it is typed, in place of those of their kinds. Nothing is registered yet. */
export function importListsPage(deps: AdministrationPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    if (!isPermitted(actor, 'register-manufacturer')) return renderErrorPage(response, words, render, 'not-permitted');
    const { form, isNew } = typedForm(request.body, request.params.id);
    const [file] = uploadedFiles(request);
    const lists = await deps.readManufacturerLists(new Uint8Array(file?.buffer ?? []), clientSignal(response));
    if (!lists.ok) setStatus(response, lists.problem.code);
    const errors = lists.ok ? [] : problemErrors(lists.problem, 'file', words);
    const filled = lists.ok ? Object.entries(lists.value) : [];
    const texts = filled.map(([kind, lines]) => [kind, lines.map(lineOf).join('\n')]);
    const count = filled.reduce((sum, [, lines]) => sum + lines.length, 0);
    const taken = lists.ok ? words.text('administration.registration.taken', { count }) : '';
    renderForm(response, words, render, {
      form: { ...form, ...Object.fromEntries(texts) },
      ...{ isNew, errors, taken },
    });
  };
}

const EMPTY: Form = { id: '', code: '', nameZh: '', nameEn: '', uscc: '', test: '', listings: '', wmis: '', seen: '' };

function typedForm(body: unknown, id: unknown): { readonly form: Form; readonly isNew: boolean } {
  const typed = Object.fromEntries(FIELDS.map((name) => [name, textOf(body, name, MAX_FIELD_BYTES)])) as Form;
  return typeof id === 'string' ? { form: { ...typed, id }, isNew: false } : { form: typed, isNew: true };
}

function formOf({ manufacturer, seen }: ManufacturerState): Form {
  const { id, code, nameZh, nameEn, uscc, test, listings, wmis } = manufacturer;
  return {
    ...{ id, code, nameZh, nameEn, uscc, test: test ? 'yes' : '', seen },
    listings: listings.map((one) => lineOf([one.announcement, one.nameZh, one.from, one.until])).join('\n'),
    wmis: wmis.map(({ wmi, from, until }) => lineOf([wmi, from, until])).join('\n'),
  };
}

function lineOf(cells: readonly (string | null)[]): string {
  return cells.filter((cell) => cell !== null && cell !== '').join('; ');
}

function dataOf({ listings, wmis, test, ...form }: Form): object {
  return {
    ...form,
    test: test !== '',
    listings: linesOf(listings).map(({ cells: [announcement = '', nameZh = '', from = '', until = ''] }) => ({
      ...{ announcement, nameZh, from: dateOfCell(from), until: lastDay(until) },
    })),
    wmis: linesOf(wmis).map(({ cells: [wmi = '', from = '', until = ''] }) => ({
      ...{ wmi, from: dateOfCell(from), until: lastDay(until) },
    })),
  };
}

function lastDay(cell: string): string | null {
  return cell === '' ? null : dateOfCell(cell);
}

type Line = { readonly number: number; readonly cells: readonly string[] };

/** The lines that have anything in them, as they are numbered in the field. Cells stand apart by semicolons or tabs. */
function linesOf(text: string): readonly Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, cells: line.split(/[;；\t]/).map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function errorsOf(problem: Problem, form: Form, words: Words): readonly FormError[] {
  if (problem.fields.length === 0) return problemErrors(problem, 'nameZh', words);
  const perField = Map.groupBy(problem.fields, ({ pointer }) => pointer.split('/')[1] ?? '');
  return [...perField].map(([field, problems]) => ({
    field,
    text: problems
      .slice(0, 10)
      .map((one) => ofLine(one, form, words))
      .join(' '),
  }));
}

/** What is wrong, with the line of a list in which it is. */
function ofLine(problem: FieldProblem, form: Form, words: Words): string {
  const { pointer } = problem;
  const [, field, index] = pointer.split('/');
  const text = fieldText({ ...problem, pointer: `/registration${pointer}` }, words);
  if (index === undefined || (field !== 'listings' && field !== 'wmis')) return text;
  const line = linesOf(form[field])[Number(index)]?.number ?? index;
  return words.text('administration.registration.of-line', { line, problem: text });
}

type Shown = {
  readonly form: Form;
  readonly isNew: boolean;
  readonly errors: readonly FormError[];
  readonly taken?: string;
};

function renderForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  { form, isNew, errors, taken = '' }: Shown,
): void {
  const path = isNew ? 'administration/manufacturer' : `manufacturers/${encodeURIComponent(form.id)}/registration`;
  render(response, words, 'administration/registration', {
    title: words.text(isNew ? 'administration.registration.new' : 'administration.registration.change'),
    ...{ path, typedForm: { form: 'registration', to: path }, form, isNew, taken },
    ...errorsModel(errors, words),
  });
}

/** Everything once more; the form behind it goes back to be mended, or is sent for good. */
function renderAnswers(response: Response, words: Words, render: PageRenderer, form: Form): void {
  render(response, words, 'administration/check-registration', {
    title: words.text('administration.registration.check.title'),
    path: 'administration/manufacturer',
    typedForm: { form: 'registration', to: 'administration/manufacturer' },
    form,
    names: FIELDS.filter((name) => name !== 'seen' && name !== 'test'),
    final: ['id', 'code', 'uscc'],
  });
}
