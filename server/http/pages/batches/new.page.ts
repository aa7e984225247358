import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { type Problem, type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../../model/access/actor.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { MAX_ROWS } from '../../../model/batches/batch.ts';
import { isUndecided, type RequestLine, type VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { errorsModel } from '../check/errors-model.ts';
import { fieldSentence } from '../field-words.ts';
import { destinationText } from '../requests/request-view.ts';
import { vinGroups } from '../texts.ts';
import { type BatchTools, leadTo, manyOf, numbersOf, refusedPage } from './batch-tools.ts';

const DOCUMENTS = ['one', 'one-each'] as const;
type Documents = (typeof DOCUMENTS)[number];

/** Takes the ticked lines of a request and leads to the page that asks how many documents they make. */
export function takeLinesPage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const [id = ''] = manyOf(request.body, 'request', 1);
    const ticked = numbersOf(manyOf(request.body, 'lines', MAX_ROWS));
    const found = await proposable(tools, id, actorOf(response));
    if (!found.ok) return refusedPage(response, tools, found.problem);
    const all = manyOf(request.body, 'all', 1).length > 0;
    const lines = all ? found.value.lines.filter(isUndecided).map(({ line }) => line) : ticked;
    if (lines.length === 0) return leadTo(response, tools, `requests/${found.value.id}?wrong=no-lines#lines`);
    const query = new URLSearchParams({ request: id, lines: rangesText(lines) });
    leadTo(response, tools, `batches/new?${query}`);
  };
}

/** A request whose lines the actor may propose. */
async function proposable({ deps }: BatchTools, id: string, actor: Actor): Promise<Result<VehicleRequest>> {
  const found = await deps.findRequest(id.slice(0, 60), actor);
  if (!found.ok) return found;
  const { manufacturerId } = found.value;
  const may = isPermitted(actor, 'propose-batch', { manufacturerId });
  return may ? found : refuse('not-permitted', { action: 'propose-batch' });
}

/** Lines as `1-40,42`: an address must stay short. */
export function rangesText(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of [...new Set(lines)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** The lines that such a text names; none beyond the most that one batch holds. */
export function readRanges(text: string): readonly number[] {
  const lines: number[] = [];
  for (const [, from = '', to = from] of text.matchAll(/(\d{1,6})(?:-(\d{1,6}))?/g))
    for (let line = Number(from); line <= Number(to) && lines.length < MAX_ROWS; line += 1) lines.push(line);
  return lines;
}

type Asked = {
  readonly lines: readonly number[];
  readonly documents: Documents;
  readonly form: string;
};

/** Asks whether the lines make one document or one each, and shows what will be proposed. */
export function newBatchPage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const id = typeof request.query.request === 'string' ? request.query.request : '';
    const lines = readRanges(typeof request.query.lines === 'string' ? request.query.lines : '');
    const found = await proposable(tools, id, actorOf(response));
    if (!found.ok) return refusedPage(response, tools, found.problem);
    const form = randomBytes(12).toString('base64url');
    showNew(tools, response, found.value, { lines, documents: 'one', form }, null);
  };
}

function showNew(
  { words, render }: BatchTools,
  response: Response,
  request: VehicleRequest,
  { lines, documents, form }: Asked,
  problem: Problem | null,
): void {
  const asked = new Set(lines);
  const all = request.lines.filter(({ line }) => asked.has(line));
  const chosen = all.filter(isUndecided);
  const settled = settledViews(
    all.filter((line) => !isUndecided(line)),
    words,
  );
  // That somebody else proposed them meanwhile is told in their own words.
  const isTold = problem?.code === 'request-changed' && settled.length > 0;
  const errors =
    problem === null || isTold
      ? []
      : errorsOf(
          problem,
          all.map(({ line }) => line),
          documents,
          words,
        );
  const ranges = rangesText(chosen.map(({ line }) => line));
  render(response, words, 'batches/new', {
    title: words.text('batches.new.title'),
    path: 'batches/new',
    query: `?${new URLSearchParams({ request: request.id, lines: ranges })}`,
    ...{ requestId: request.id, reference: request.reference, ranges, documents, form },
    exporter: request.exporter.name,
    settled,
    lines: chosen.map(({ line, vehicle }) => ({
      ...{ line, vin: vinGroups(vehicle.vin), destination: destinationText(vehicle.destination, words) },
      what: `${vehicle.brand} ${vehicle.model}`,
    })),
    choices: DOCUMENTS.map((value) => ({ value, text: words.text(`batches.new.documents.${value}`) })),
    ...errorsModel(errors, words),
  });
}

/** Lines that cannot be proposed as they stand, with the batch that they are in: those that stand alike are told together. */
function settledViews(lines: readonly RequestLine[], words: BatchTools['words']) {
  const groups = new Map<string, RequestLine[]>();
  for (const line of lines) {
    const key = `${line.state} ${line.batchId}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const state = words.text(`requests.line-states.${first.state}`);
    const ranges = rangesText(group.map(({ line }) => line));
    return [{ text: words.text('batches.new.settled', { lines: ranges, state }), batchId: first.batchId }];
  });
}

/** What is wrong with rows, told of the lines of the request that they are. */
function errorsOf(
  { code, data, fields }: Problem,
  lines: readonly number[],
  documents: Documents,
  words: BatchTools['words'],
) {
  if (fields.length === 0) return [{ field: 'documents', text: words.text(`errors.${code}.sentence`, data) }];
  return fields.map((problem) => {
    const [, row = '', vehicle = ''] = /^\/rows\/(\d+)(?:\/vehicles\/(\d+))?/.exec(problem.pointer) ?? [];
    const line = documents === 'one' ? lines[Number(vehicle || -1)] : lines[Number(row || -1)];
    const text = fieldSentence(problem, words);
    const told = line === undefined ? text : words.text('batches.new.problem', { line, text });
    return { field: line === undefined ? 'documents' : `line-${line}`, text: told };
  });
}

/** Proposes them. A form that is sent twice leads to the same batch. */
export function proposePage(tools: BatchTools): RequestHandler {
  return async (request, response) => {
    const [id = ''] = manyOf(request.body, 'request', 1);
    const [ranges = ''] = manyOf(request.body, 'lines', 1);
    const [form = ''] = manyOf(request.body, 'form', 1);
    const [chosen] = manyOf(request.body, 'documents', 1);
    const documents = DOCUMENTS.find((one) => one === chosen) ?? 'one';
    const asked = { lines: readRanges(ranges), documents, form: form.slice(0, 60) };
    const actor = actorOf(response);
    const proposed = await tools.deps.batches.proposeFromRequest({ request: id.slice(0, 60), ...asked }, actor);
    if (proposed.ok) return leadTo(response, tools, `batches/${proposed.value.batch.id}`);
    const { problem } = proposed;
    const found = await tools.deps.findRequest(id.slice(0, 60), actor);
    if (!found.ok || problem.code === 'not-permitted') return refusedPage(response, tools, problem);
    setStatus(response, problem.code);
    showNew(tools, response, found.value, asked, problem);
  };
}
