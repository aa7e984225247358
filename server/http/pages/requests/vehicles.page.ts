import type { Request, RequestHandler, Response } from 'express';
import { COUNTRIES, countryName } from '#core/confirmation/country.ts';
import type { FieldProblem, Problem } from '#core/confirmation/errors.ts';
import { parseTypedDate } from '#core/confirmation/typed-date.ts';
import { type Examination, lineIndex } from '../../../app/requests/examine-request.ts';
import { WRITABLE } from '../../../app/requests/set-content.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import {
  isUndecided,
  type RequestLine,
  type VehicleRequest,
  writersOf,
} from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { fieldSentence } from '../field-words.ts';
import { isShownAgain } from '../kept-form.ts';
import { makerNames } from '../maker-names.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { languageOptions, languagesOfForm } from './document-languages.ts';
import { pageOf, refusedPage, requestsPath, targetOf, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { paging, requestHead } from './request-view.ts';
import { draftOf, emptyRows, type FormRow, postedRows, ROWS_OF_PAGE, rowOfLine, rowView } from './vehicle-form.ts';

/** The vehicles of a request, to be written and mended in place, page by page; once they are handed in, the request itself. */
export function vehiclesPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await deps.requests.find(String(request.params.id), actorOf(response));
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    if (!mayWrite(found.value, response)) return response.redirect(303, `${requestsPath(words)}/${found.value.id}`);
    await renderVehicles(deps, request, response, words, render, { request: found.value });
  };
}

function mayWrite(request: VehicleRequest, response: Response): boolean {
  const isWritable = WRITABLE.includes(request.state) && request.kind !== 'withdrawal';
  return isWritable && isPermitted(actorOf(response), 'make-request', writersOf(request));
}

/** Saves the vehicles of one page of the form; those of its other pages stay. A change of the language only shows them again. */
export function saveVehiclesPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const target = targetOf(request, response);
    const found = await deps.requests.find(target.id, target.actor);
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    const posted = postedRows(request.body);
    const typed = { version: target.version, applicationDate: textOf(request.body, 'applicationDate', 60), posted };
    if (isShownAgain(request.body)) {
      if (!mayWrite(found.value, response)) return response.redirect(303, `${requestsPath(words)}/${target.id}`);
      return renderVehicles(deps, request, response, words, render, { request: found.value, typed });
    }
    const rows = merged(found.value, posted);
    const applicationDate = typed.applicationDate.trim();
    const content = {
      applicationDate: parseTypedDate(applicationDate) ?? applicationDate,
      languages: languagesOfForm(request.body),
      vehicles: rows.map(draftOf),
    };
    const saved = await deps.requests.setContent(target, content);
    if (!saved.ok && saved.problem.code !== 'request-not-valid')
      return refusedPage(response, words, render, saved.problem);
    if (!saved.ok) {
      setStatus(response, saved.problem.code);
      const shown = { request: found.value, typed, rows, refused: saved.problem };
      return renderVehicles(deps, request, response, words, render, shown);
    }
    const address = `${requestsPath(words)}/${target.id}`;
    if (textOf(request.body, 'next', 10) !== 'stay') return response.redirect(303, `${address}/check`);
    response.redirect(303, `${address}/vehicles?saved=1&page=${pageOf(request)}`);
  };
}

/** What the address of the page says of a list that was taken; null where none was. */
function readOf(query: Request['query']) {
  const count = (name: string) => Number(/^\d{1,4}$/.exec(textOf(query, name, 6))?.[0] ?? 0);
  const read = { added: count('added'), replaced: count('replaced'), removed: count('removed') };
  return read.added + read.replaced === 0 ? null : read;
}

/** The undecided lines with those that were posted in their places, and new ones behind. */
function merged(request: VehicleRequest, posted: readonly FormRow[]): readonly FormRow[] {
  const byLine = new Map(posted.map((row) => [row.line, row]));
  const standing = request.lines.filter(isUndecided).flatMap((line) => {
    const row = byLine.get(line.line);
    if (row === undefined) return [rowOfLine(line)];
    return row.isRemoved ? [] : [{ ...row, row: line.row }];
  });
  return [...standing, ...posted.filter(({ line }) => line === null)];
}

type Shown = {
  readonly request: VehicleRequest;
  /** What the form was sent with: of its own page alone, and made from this version of the request. */
  readonly typed?: {
    readonly version: number;
    readonly applicationDate: string;
    readonly posted: readonly FormRow[];
  };
  /** All vehicles, with what was typed; those of the request where left out. */
  readonly rows?: readonly FormRow[];
  readonly refused?: Problem;
  readonly errors?: readonly FormError[];
  readonly pasted?: string;
};

/** The page of the vehicles, as they stand or as they were posted, with what is wrong with them. */
export async function renderVehicles(
  deps: RequestPages,
  httpRequest: Request,
  response: Response,
  words: Words,
  render: PageRenderer,
  { request, typed, rows: changed, refused, errors = [], pasted = '' }: Shown,
): Promise<void> {
  const lines = request.lines.filter(isUndecided);
  const rows = changed ?? lines.map(rowOfLine);
  const found =
    refused === undefined ? await examined(deps, request) : { problems: refused.fields, warnings: [], accepted: [] };
  const faulty = faultyRows(found);
  const onlyFaulty = textOf(httpRequest.query, 'show', 10) === 'faulty' && faulty.size > 0;
  const indexes = rows.map((_, index) => index).filter((index) => !onlyFaulty || faulty.has(index));
  const pages = Math.max(1, Math.ceil(indexes.length / ROWS_OF_PAGE));
  const page = Math.min(pageOf(httpRequest), pages);
  const shown = indexes.slice((page - 1) * ROWS_OF_PAGE, page * ROWS_OF_PAGE);
  const views =
    typed === undefined || changed !== undefined
      ? shown.map((index, place) => rowView(rows[index] as FormRow, place, ofRow(found, index), words))
      : typed.posted.map((row, place) => typedView(row, place, found, lines, words));
  const added =
    page === pages && !onlyFaulty
      ? emptyRows(views.length).map((row, index) => rowView(row, views.length + index, NOTHING, words))
      : [];
  // What was just sent stands first: a file that was not taken, before what is wrong with the vehicles that are there.
  const all = [...errors, ...headErrors(found, words), ...views.flatMap((view) => rowErrors(view, words))];
  const path = `requests/${request.id}/vehicles`;
  const show = onlyFaulty ? '&show=faulty' : '';
  const query = (to: number) => `?page=${to}${show}`;
  render(response, words, 'requests/vehicles', {
    title: words.text('requests.vehicles.title'),
    ...{ path, query: query(page), typedForm: { form: 'vehicles', to: `${path}${query(page)}` } },
    version: typed?.version ?? request.version,
    applicationDate: typed?.applicationDate ?? request.applicationDate ?? '',
    request: requestHead(request, await makerNames(deps, words), words),
    rows: [...views, ...added],
    count: rows.length,
    faultyCount: faulty.size,
    elsewhere: [...faulty].filter((index) => !shown.includes(index)).length,
    onlyFaulty,
    languageOptions: languageOptions(
      typed === undefined ? request.languages : languagesOfForm(httpRequest.body),
      words,
    ),
    countries: COUNTRIES.map(({ code }) => ({ code, name: countryName(code, words.locale) })),
    paging: paging(page, pages, (to) => `${requestsPath(words)}/${request.id}/vehicles${query(to)}`),
    pasted,
    saved: textOf(httpRequest.query, 'saved', 5) !== '',
    read: readOf(httpRequest.query),
    ignored: [httpRequest.query.ignored ?? []]
      .flat()
      .filter((name) => typeof name === 'string')
      .slice(0, 10),
    ...errorsModel(all, words),
  });
}

const NOTHING: Pick<Examination, 'problems' | 'warnings'> = { problems: [], warnings: [] };

function examined({ requests }: RequestPages, request: VehicleRequest): Promise<Examination> {
  const lines = request.lines.filter(isUndecided);
  if (lines.length === 0) return Promise.resolve({ ...NOTHING, accepted: [] });
  return requests.examine(request, lines);
}

function faultyRows({ problems, warnings }: Pick<Examination, 'problems' | 'warnings'>): ReadonlySet<number> {
  return new Set([...problems, ...warnings].flatMap((problem) => lineIndex(problem) ?? []));
}

/** Accepted warnings stay to be seen, with their reasons. */
function ofRow({ problems, warnings, accepted }: Examination, index: number) {
  const isOf = (problem: FieldProblem) => lineIndex(problem) === index;
  return { problems: problems.filter(isOf), warnings: [...warnings, ...accepted].filter(isOf) };
}

/** What is typed in the place of a line, beside what is wrong with the line as it was saved. */
function typedView(row: FormRow, place: number, found: Examination, lines: readonly RequestLine[], words: Words) {
  const index = lines.findIndex(({ line }) => line === row.line);
  if (index < 0) return rowView(row, place, NOTHING, words);
  return rowView({ ...row, row: lines[index]?.row ?? null }, place, ofRow(found, index), words);
}

function rowErrors(
  { title, fields, problems, place, warnings }: ReturnType<typeof rowView>,
  words: Words,
): readonly FormError[] {
  const of = (field: string, problem: string) => ({
    field,
    text: words.text('requests.vehicles.titled', { title, problem }),
  });
  return [
    ...fields.flatMap(({ id, label, summaries }) =>
      summaries.map((problem) => ({
        field: id,
        text: words.text('requests.vehicles.titled-field', { title, field: label, problem }),
      })),
    ),
    ...warnings.filter(({ reason }) => reason === '').map(({ id, text }) => of(id, text)),
    ...problems.map((text) => of(`vin-${place}`, text)),
  ];
}

/** What is asked of the whole request, beside its vehicles. */
const HEAD_FIELDS = ['applicationDate', 'languages'] as const;

function headErrors({ problems }: Pick<Examination, 'problems'>, words: Words): readonly FormError[] {
  return problems
    .filter((problem) => lineIndex(problem) === null)
    .map((problem) => ({
      field: HEAD_FIELDS.find((field) => field === problem.pointer.split('/')[1]) ?? 'request-head',
      text: fieldSentence(problem, words),
    }));
}
