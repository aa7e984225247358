import type { Request, RequestHandler, Response } from 'express';
import type { Words } from '../../../i18n/words.ts';
import type { Actor } from '../../../model/access/actor.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { REQUEST_KINDS, REQUEST_STATES, type VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { csvText } from '../../csv.ts';
import { makerNames } from '../maker-names.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { refusedPage, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { destinationText, requestRow } from './request-view.ts';

const FILTERS = ['state', 'kind', 'text', 'exporter', 'undecided'] as const;
type Filters = Readonly<Record<(typeof FILTERS)[number], string>>;
/** Rows of the file that a list is given out as. */
const MAX_EXPORTED = 5_000;

/** The requests of whoever is signed in: an exporter's own, a manufacturer's queue. */
export function listPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const filters = filtersOf(request);
    const actor = actorOf(response);
    const listed = await deps.requests.list({ ...filters, cursor: textOf(request.query, 'cursor', 400) }, actor);
    if (!listed.ok) return refusedPage(response, words, render, listed.problem);
    const makers = await makerNames(deps, words);
    const { items, nextCursor } = listed.value;
    const query = (more: Record<string, string>) => `?${new URLSearchParams({ ...given(filters), ...more })}`;
    render(response, words, 'requests/list', {
      title: words.text(isExporter(actor) ? 'requests.list.own' : 'requests.list.queue'),
      path: 'requests',
      filters,
      isFiltered: Object.keys(given(filters)).length > 0 || request.query.cursor !== undefined,
      states: optionsOf(REQUEST_STATES, filters.state, (state) => words.text(`requests.states.${state}`)),
      kinds: optionsOf(REQUEST_KINDS, filters.kind, (kind) => words.text(`requests.kinds.${kind}`)),
      rows: items.map((one) => requestRow(one, makers, words)),
      next: nextCursor === null ? null : query({ cursor: nextCursor }),
      csv: query({}),
      isOfExporter: isExporter(actor),
      mayMake: mayMake(actor),
    });
  };
}

/** The same as a file, one vehicle a row. */
export function listDownload(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const rows: (readonly string[])[] = [];
    let cursor: string | null = '';
    while (cursor !== null && rows.length < MAX_EXPORTED) {
      const listed = await deps.requests.list({ ...filtersOf(request), cursor }, actorOf(response));
      if (!listed.ok) return refusedPage(response, words, render, listed.problem);
      rows.push(...listed.value.items.flatMap((one) => vehicleRows(one, words)));
      cursor = listed.value.nextCursor;
    }
    const head = EXPORTED.map((column) => words.text(`requests.columns.${column}`));
    sendCsv(response, 'request-list.csv', [head, ...rows.slice(0, MAX_EXPORTED)]);
  };
}

/** The columns of the file. */
export const EXPORTED = [
  ...(['reference', 'state', 'exporter', 'line', 'vin', 'brand', 'model', 'firstRegistration'] as const),
  ...(['transferForExport', 'destination', 'line-state', 'reason', 'number'] as const),
] as const;

function vehicleRows(
  { reference, state, exporter, lines }: VehicleRequest,
  words: Words,
): readonly (readonly string[])[] {
  return lines.map(({ line, vehicle, state: lineState, reason, number }) => [
    ...[reference, words.text(`requests.states.${state}`), exporter.name, String(line), vehicle.vin, vehicle.brand],
    ...[vehicle.model, vehicle.firstRegistration, vehicle.transferForExport ?? ''],
    ...[destinationText(vehicle.destination, words), words.text(`requests.line-states.${lineState}`)],
    ...[reason ?? '', number ?? ''],
  ]);
}

export function sendCsv(response: Response, name: string, rows: readonly (readonly string[])[]): void {
  response.attachment(name).type('text/csv; charset=utf-8').send(csvText(rows));
}

export function isExporter({ organisation }: Actor): boolean {
  return organisation?.kind === 'exporter';
}

/** Whether the actor makes requests of its own organisation. */
export function mayMake(actor: Actor): boolean {
  const organisationId = actor.organisation?.id;
  return organisationId !== undefined && isPermitted(actor, 'make-request', { organisationId });
}

function filtersOf(request: Request): Filters {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, textOf(request.query, name, 120).trim()])) as Filters;
  const isOne = (all: readonly string[], value: string) => (all.includes(value) ? value : '');
  return {
    ...{ ...filters, text: filters.text.slice(0, 60), undecided: isOne(['1'], filters.undecided) },
    ...{ state: isOne(REQUEST_STATES, filters.state), kind: isOne(REQUEST_KINDS, filters.kind) },
  };
}

function given(filters: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}

function optionsOf<Value extends string>(values: readonly Value[], chosen: string, text: (value: Value) => string) {
  return values.map((value) => ({ value, text: text(value), selected: value === chosen }));
}
