import type { RequestHandler } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import { lineIndex } from '../../../app/requests/examine-request.ts';
import type { VehicleList } from '../../../app/requests/read-vehicle-rows.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { isUndecided, type RequestLine, writersOf } from '../../../model/requests/vehicle-request.ts';
import { clientSignal } from '../../middleware/client-signal.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { FormError } from '../check/check-form.ts';
import { renderErrorPage } from '../error.page.ts';
import { fieldSentence } from '../field-words.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { refusedPage, requestsPath, targetOf, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { draftOf, rowOfLine, VEHICLE_FIELDS } from './vehicle-form.ts';
import { renderVehicles } from './vehicles.page.ts';

/** Puts the vehicles of a spreadsheet, or of pasted cells, in the place of those that are there, or behind them. */
export function vehicleListPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const target = targetOf(request, response);
    const found = await deps.requests.find(target.id, target.actor);
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    // A file is read for nobody who may not put it there.
    if (!isPermitted(target.actor, 'make-request', writersOf(found.value)))
      return renderErrorPage(response, words, render, 'not-permitted');
    const files = request.files as readonly Express.Multer.File[] | undefined;
    const pasted = textOf(request.body, 'pasted', 2_000_000);
    const isPasted = files === undefined;
    const bytes = isPasted ? new TextEncoder().encode(pasted) : new Uint8Array(files[0]?.buffer ?? []);
    const list = await deps.requests.readVehicles(bytes, clientSignal(response));
    const field = isPasted ? 'pasted' : 'file';
    const again = (problem: Problem, rowOf: (index: number) => number = (index) => index + 1) => {
      setStatus(response, problem.code);
      const errors =
        problem.fields.length > 0 ? listErrors(problem, field, rowOf, words) : problemErrors(problem, field, words);
      const shown = { request: found.value, errors, pasted: isPasted ? pasted : '' };
      return renderVehicles(deps, request, response, words, render, shown);
    };
    if (!list.ok) return again(list.problem);
    const { applicationDate, languages, lines } = found.value;
    const open = lines.filter(isUndecided);
    const isReplacing = textOf(request.body, 'how', 10) === 'replace';
    const kept = isReplacing ? [] : open.map(rowOfLine).map(draftOf);
    const content = {
      applicationDate: applicationDate ?? '',
      languages: languages ?? [],
      vehicles: [...kept, ...list.value.vehicles],
    };
    const saved = await deps.requests.setContent(target, content);
    if (!saved.ok && saved.problem.code !== 'request-not-valid')
      return refusedPage(response, words, render, saved.problem);
    const rows = [...kept.map(({ row }) => row), ...list.value.vehicles.map(({ row }) => row)];
    if (!saved.ok) return again(saved.problem, (index) => rows[index] ?? index + 1);
    const ignored = list.value.ignored.slice(0, 10).map((name) => name.slice(0, 30));
    const told = changesOf(isReplacing ? open : [], list.value);
    const query = new URLSearchParams([
      ...Object.entries(told).map(([name, count]) => [name, String(count)]),
      ...ignored.map((name) => ['ignored', name]),
    ]);
    response.redirect(303, `${requestsPath(words)}/${target.id}/vehicles?${query}`);
  };
}

/** How many vehicles a list adds to those in whose place it comes, replaces by their VINs, and leaves out. */
function changesOf(former: readonly RequestLine[], { vehicles }: VehicleList) {
  const vins = new Set(vehicles.map(({ vin }) => normalizeVin(vin)));
  const replaced = former.filter(({ vehicle }) => vins.has(vehicle.vin)).length;
  return { added: Math.max(0, vehicles.length - replaced), replaced, removed: former.length - replaced };
}

/** What cannot even be kept as a draft, by the row of the sheet. */
function listErrors(
  { fields }: Problem,
  field: string,
  rowOf: (index: number) => number,
  words: Words,
): readonly FormError[] {
  return fields.slice(0, 20).map((found) => {
    const name = VEHICLE_FIELDS.find((known) => known === found.pointer.split('/')[3]);
    const row = rowOf(lineIndex(found) ?? 0);
    const problem = fieldSentence(found, words);
    if (name === undefined) return { field, text: words.text('requests.vehicles.of-row', { row, problem }) };
    const data = { row, problem, field: words.text(`requests.fields.${name}`) };
    return { field, text: words.text('requests.vehicles.of-row-field', data) };
  });
}
