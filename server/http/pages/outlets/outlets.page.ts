import type { RequestHandler, Response } from 'express';
import { countryName } from '#core/confirmation/country.ts';
import type { FieldProblem, Problem, Result } from '#core/confirmation/errors.ts';
import { OUTLET_SERVICES, type RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { KeptOutlets } from '../../../app/manufacturers/keep-outlets.ts';
import { OUTLET_COLUMNS, type OutletColumn } from '../../../app/requests/read-outlet-rows.ts';
import { countryOfCell, dateOfCell } from '../../../app/requests/vehicle-cells.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import { clientSignal } from '../../middleware/client-signal.ts';
import { uploadedFiles } from '../../middleware/uploads.ts';
import { setStatus } from '../../problem.ts';
import { sendXlsx } from '../../xlsx.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import { fieldSentence } from '../field-words.ts';
import { isShownAgain } from '../kept-form.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { sendCsv } from '../requests/list.page.ts';
import { refusedPage, textOf, textsOf } from '../requests/request-form.ts';
import type { RequestPages } from '../requests/request-pages.ts';
import { explanation } from '../requests/template.page.ts';

/** Rows of the workbook for outlets that are to be added. */
const EMPTY_ROWS = 200;
/** The fields of one outlet in its form. */
const FIELDS = ['id', 'country', 'name', 'provider', 'address', 'phone', 'from', 'until'] as const;
type Form = Readonly<Record<(typeof FIELDS)[number], string>> & { readonly services: readonly string[] };
const EMPTY: Form = {
  ...{ id: '', country: '', name: '', provider: '', address: '', phone: '', from: '', until: '', services: [] },
};

/** The outlets of the manufacturer whose people these are. */
export function outletsPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const kept = await ownOutlets(deps, response);
    if (!kept.ok) return refusedPage(response, words, render, kept.problem);
    renderOutlets(deps, response, words, render, kept.value, [], textOf(request.query, 'saved', 6));
  };
}

/** The same as a file, which can be changed and given back. */
export function outletsDownload(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (_request, response) => {
    const kept = await ownOutlets(deps, response);
    if (!kept.ok) return refusedPage(response, words, render, kept.problem);
    sendCsv(response, 'outlets.csv', [OUTLET_COLUMNS, ...kept.value.outlets.map(rowOf)]);
  };
}

/** The same as a workbook with the headings of the language, room for more, and a sheet that explains its columns. */
export function outletsWorkbook(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (_request, response) => {
    const kept = await ownOutlets(deps, response);
    if (!kept.ok) return refusedPage(response, words, render, kept.problem);
    const head = OUTLET_COLUMNS.map((column) => words.text(`requests.outlets.fields.${column}`));
    await sendXlsx(response, 'outlets.xlsx', [
      {
        name: words.text('requests.template.outlets'),
        ...{ head, rows: kept.value.outlets.map(rowOf), widths: [12, 12, 28, 28, 40, 20, 36, 14, 14] },
        emptyRows: EMPTY_ROWS,
      },
      explanation(OUTLET_COLUMNS, head, 'of-outlet', words),
    ]);
  };
}

/** One outlet to be changed, or a new one. */
export function outletForm(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const kept = await ownOutlets(deps, response);
    if (!kept.ok) return refusedPage(response, words, render, kept.problem);
    if (!mayKeep(response)) return renderErrorPage(response, words, render, 'not-permitted');
    const id = textOf(request.query, 'id', 60);
    const known = kept.value.outlets.find((outlet) => outlet.id === id);
    if (id !== '' && known === undefined) return renderErrorPage(response, words, render, 'not-found');
    const form = known === undefined ? EMPTY : formOf(known);
    renderForm(response, words, render, { form, seen: kept.value.seen, isNew: known === undefined, errors: [] });
  };
}

/** Saves one outlet. */
export function saveOutletPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const typed = Object.fromEntries(FIELDS.map((name) => [name, textOf(request.body, name, 400).trim()]));
    const form = { ...EMPTY, ...typed, services: textsOf(request.body, 'services') } as Form;
    const seen = textOf(request.body, 'seen', 80);
    const isNew = textOf(request.body, 'isNew', 5) !== '';
    if (isShownAgain(request.body)) return renderForm(response, words, render, { form, seen, isNew, errors: [] });
    const saved = await deps.requests.outlets.keep(
      ownId(response),
      { seen, outlets: [outletOf(form)] },
      actorOf(response),
    );
    if (saved.ok) return response.redirect(303, `${outletsPath(words)}?saved=1`);
    if (saved.problem.code !== 'request-not-valid') return refusedPage(response, words, render, saved.problem);
    setStatus(response, saved.problem.code);
    const errors = problemErrors(saved.problem, 'id', words, fieldOfForm);
    renderForm(response, words, render, { form, seen, isNew, errors });
  };
}

/** Adds and changes the outlets of a spreadsheet; all others stay. */
export function importOutletsPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const kept = await ownOutlets(deps, response);
    if (!kept.ok) return refusedPage(response, words, render, kept.problem);
    if (!mayKeep(response)) return renderErrorPage(response, words, render, 'not-permitted');
    const [file] = uploadedFiles(request);
    const list = await deps.requests.readOutlets(new Uint8Array(file?.buffer ?? []), clientSignal(response));
    if (!list.ok) return again(list.problem, []);
    const asked = { seen: textOf(request.body, 'seen', 80), outlets: list.value.outlets };
    const saved = await deps.requests.outlets.keep(ownId(response), asked, actorOf(response));
    if (saved.ok) return response.redirect(303, `${outletsPath(words)}?saved=${list.value.outlets.length}`);
    if (saved.problem.code !== 'request-not-valid') return refusedPage(response, words, render, saved.problem);
    again(saved.problem, list.value.rows);

    function again(problem: Problem, rows: readonly number[]) {
      setStatus(response, problem.code);
      const errors =
        problem.fields.length === 0
          ? problemErrors(problem, 'file', words)
          : problem.fields.slice(0, 20).map((field) => ({ field: 'file', text: rowProblem(field, rows, words) }));
      if (kept.ok) renderOutlets(deps, response, words, render, kept.value, errors, '');
    }
  };
}

function rowProblem(fault: FieldProblem, rows: readonly number[], words: Words): string {
  const [, , index = ''] = fault.pointer.split('/');
  const field = OUTLET_COLUMNS.find((column) => column === fieldOfForm(fault));
  return words.text('requests.outlets.of-row', {
    row: rows[Number(index)] ?? index,
    field: field === undefined ? words.text('requests.outlets.one') : words.text(`requests.outlets.fields.${field}`),
    problem: fieldSentence(fault, words),
  });
}

function outletsPath(words: Words): string {
  return `/${segmentOf(words.locale)}/outlets`;
}

/** Of the manufacturer for which the actor acts; an id that is none for all others. */
function ownId(response: Response): string {
  return actorOf(response).organisation?.manufacturerId ?? '';
}

function mayKeep(response: Response): boolean {
  return isPermitted(actorOf(response), 'keep-outlets', { manufacturerId: ownId(response) });
}

function ownOutlets({ requests }: RequestPages, response: Response): Promise<Result<KeptOutlets>> {
  return requests.outlets.list(ownId(response), actorOf(response));
}

function renderOutlets(
  deps: RequestPages,
  response: Response,
  words: Words,
  render: PageRenderer,
  { outlets, seen }: KeptOutlets,
  errors: readonly FormError[],
  saved: string,
): void {
  const today = deps.now().slice(0, 10);
  render(response, words, 'outlets/list', {
    title: words.text('requests.outlets.title'),
    path: 'outlets',
    ...{ seen, saved },
    mayKeep: mayKeep(response),
    rows: outlets.map((outlet) => ({
      ...formOf(outlet),
      country: countryName(outlet.country, words.locale),
      services: outlet.services.map((service) => words.text(`pages.services.${service}`)).join(' · '),
      isEnded: outlet.active.until !== null && outlet.active.until < today,
    })),
    ...errorsModel(errors, words),
  });
}

type ShownForm = {
  readonly form: Form;
  readonly seen: string;
  readonly isNew: boolean;
  readonly errors: readonly FormError[];
};

function renderForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  { form, seen, isNew, errors }: ShownForm,
): void {
  render(response, words, 'outlets/form', {
    title: words.text(isNew ? 'requests.outlets.new' : 'requests.outlets.change'),
    path: 'outlets/form',
    query: isNew ? '' : `?id=${encodeURIComponent(form.id)}`,
    typedForm: { form: 'outlet', to: 'outlets/form' },
    ...{ form, seen, isNew },
    services: OUTLET_SERVICES.map((value) => ({
      value,
      text: words.text(`pages.services.${value}`),
      checked: form.services.includes(value),
    })),
    ...errorsModel(errors, words),
  });
}

function formOf({ id, country, name, provider, address, phone, services, active }: RegisteredOutlet): Form {
  return { id, country, name, provider, address, phone, services, from: active.from, until: active.until ?? '' };
}

function outletOf({ from, until, country, ...form }: Form): object {
  const last = dateOfCell(until);
  return {
    ...form,
    country: countryOfCell(country),
    active: { from: dateOfCell(from), until: last === '' ? null : last },
  };
}

/** A field of an outlet, as the form names it. */
function fieldOfForm({ pointer }: FieldProblem): string {
  const [, , , field = '', part = ''] = pointer.split('/');
  return field === 'active' ? part || 'from' : field;
}

function rowOf({ services, active, ...outlet }: RegisteredOutlet): readonly string[] {
  const values = { ...outlet, services: services.join(', '), from: active.from, until: active.until ?? '' };
  return OUTLET_COLUMNS.map((column: OutletColumn) => values[column]);
}
