import type { Request, RequestHandler, Response } from 'express';
import type { LineStatus } from '#core/confirmation/confirmation.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { lineIndex } from '../../../app/requests/examine-request.ts';
import type { Words } from '../../../i18n/words.ts';
import type { Actor } from '../../../model/access/actor.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { areProposable } from '../../../model/requests/request-changes.ts';
import {
  decidersOf,
  isUndecided,
  type RequestLine,
  type VehicleRequest,
  writersOf,
} from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { fieldSentence } from '../field-words.ts';
import { makerNames } from '../maker-names.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { timeView } from '../texts.ts';
import { pageOf, refusedPage, requestsPath, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { attachmentViews, lineView, paging, requestHead, timelineView } from './request-view.ts';

/** Vehicles of one page. */
const LINES_OF_PAGE = 50;

/** A request as it stands: its timeline, its vehicles, and what whoever looks at it may do. */
export function requestPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await deps.requests.find(String(request.params.id), actorOf(response));
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    const isUnticked = textOf(request.query, 'wrong', 20) === 'no-lines';
    const errors = isUnticked ? [{ field: 'lines', text: words.text('requests.request.no-lines') }] : [];
    await renderRequest(deps, request, response, words, render, { request: found.value, errors });
  };
}

export type ShownRequest = {
  readonly request: VehicleRequest;
  readonly errors?: readonly FormError[];
  /** What was typed into its forms. */
  readonly typed?: Readonly<Record<string, string>>;
  /** Lines that were ticked, and whether all were meant. */
  readonly ticked?: readonly string[];
  readonly all?: boolean;
};

export async function renderRequest(
  deps: RequestPages,
  httpRequest: Request,
  response: Response,
  words: Words,
  render: PageRenderer,
  { request, errors = [], typed = {}, ticked = [], all = false }: ShownRequest,
): Promise<void> {
  const actor = actorOf(response);
  const may = actionsOf(request, actor);
  const pages = Math.max(1, Math.ceil(request.lines.length / LINES_OF_PAGE));
  const page = Math.min(pageOf(httpRequest), pages);
  const shown = request.lines.slice((page - 1) * LINES_OF_PAGE, page * LINES_OF_PAGE);
  const checks = may.decide ? await checksOf(deps, request, shown, words) : new Map<number, readonly string[]>();
  const standings = await standingsOf(deps, request, shown, actor);
  const address = `${requestsPath(words)}/${request.id}`;
  const issued = new Set(request.lines.flatMap(({ number }) => number ?? []));
  render(response, words, 'requests/request', {
    title: words.text('requests.request.title', { reference: request.reference }),
    path: `requests/${request.id}`,
    request: requestHead(request, await makerNames(deps, words), words),
    lines: shown.map((line) => ({
      ...lineView(line, request, words),
      ...standingView(standings.get(`${concernedNumber(line, request)} ${line.vehicle.vin}`), line, request, words),
      checks: checks.get(line.line) ?? [],
      ticked: ticked.includes(String(line.line)),
    })),
    lineCount: request.lines.length,
    issuedCount: issued.size,
    isWithdrawal: request.kind === 'withdrawal',
    toWithdraw: [...standings.values()].some(({ status }) => status === 'live'),
    question:
      request.state === 'asked-back'
        ? (request.events.findLast(({ kind }) => kind === 'asked-back')?.text ?? null)
        : null,
    timeline: timelineView(request, words),
    attachments: attachmentViews(request, words),
    paging: paging(page, pages, (to) => `${address}?page=${to}`),
    done: textOf(httpRequest.query, 'done', 20),
    ...{ may, typed, all },
    ...errorsModel(errors, words),
  });
}

/** The confirmation that a line is in: what was issued for it, or what is to be withdrawn. */
function concernedNumber({ number }: RequestLine, { kind, concerns }: VehicleRequest): string | null {
  return kind === 'withdrawal' ? (concerns?.number ?? null) : number;
}

/** How the confirmed lines that are shown stand today, by number and VIN. */
async function standingsOf(
  deps: RequestPages,
  request: VehicleRequest,
  shown: readonly RequestLine[],
  actor: Actor,
): Promise<ReadonlyMap<string, LineStatus>> {
  const numbers = [...new Set(shown.flatMap((line) => concernedNumber(line, request) ?? []))];
  const found = await Promise.all(numbers.map((number) => deps.confirmations.find(number, actor)));
  const confirmations = found.flatMap((one) => (one.ok ? [one.value] : []));
  return new Map(
    confirmations.flatMap(({ number, lines }) =>
      lines.map(({ vin, standing }) => [`${number} ${vin}`, standing] as const),
    ),
  );
}

/** What is in force no more is shown so; of what is to be withdrawn also what is in force still. */
function standingView(standing: LineStatus | undefined, line: RequestLine, { kind }: VehicleRequest, words: Words) {
  if (standing === undefined) return { isLive: true };
  if (standing.status === 'live')
    return kind === 'withdrawal' && line.state === 'open'
      ? { isLive: true, state: standing.status, stateText: words.text('pages.status.live') }
      : { isLive: true };
  return {
    ...{ isLive: false, state: standing.status, stateText: words.text(`pages.status.${standing.status}`) },
    reason: standing.status === 'withdrawn' ? words.text(`pages.reasons.${standing.reason}`) : standing.supersededBy,
  };
}

/** What the actor may do to the request as it stands; the use cases decide it once more. */
function actionsOf(request: VehicleRequest, actor: Actor) {
  const { state, kind, lines } = request;
  const writes = isPermitted(actor, 'make-request', writersOf(request));
  const decides = isPermitted(actor, 'decide-request', decidersOf(request));
  const isOpen = state === 'submitted' || state === 'asked-back';
  const open = lines.filter(isUndecided).map(({ line }) => line);
  return {
    edit: writes && (state === 'draft' || state === 'asked-back') && kind !== 'withdrawal',
    submit: writes && state === 'draft',
    answer: writes && state === 'asked-back',
    attach: writes && (state === 'draft' || isOpen),
    cancel: writes && (state === 'draft' || isOpen),
    askChange: isPermitted(actor, 'make-request', { ...writersOf(request), manufacturerId: request.manufacturerId }),
    withdraw: isPermitted(actor, 'withdraw-confirmation', { manufacturerId: request.manufacturerId }),
    seeBatches: isPermitted(actor, 'read-batches', { manufacturerId: request.manufacturerId }),
    setOutlets: decides && isOpen && kind !== 'withdrawal',
    share: isPermitted(actor, 'share-confirmation', { exporterUscc: request.exporter.uscc }),
    decide: decides && isOpen,
    askBack: decides && isOpen && request.side === 'exporter',
    reopen:
      decides &&
      (isOpen || state === 'closed') &&
      lines.some((line) => line.state === 'refused' || line.state === 'failed'),
    propose: decides && areProposable(request, open),
  };
}

/** What the checks of issuing, and former requests, say of each line shown: for whoever decides on it. */
async function checksOf(
  deps: RequestPages,
  request: VehicleRequest,
  shown: readonly RequestLine[],
  words: Words,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const open = request.lines.filter(isUndecided);
  const vins = shown.filter(isUndecided).map(({ vehicle }) => vehicle.vin);
  const [found, others] = await Promise.all([
    open.length === 0 ? { problems: [], warnings: [], accepted: [] } : deps.requests.examine(request, open),
    deps.requests.others(request, vins),
  ]);
  const texts = new Map<number, string[]>();
  const tell = (line: RequestLine | undefined, text: string) => {
    if (line !== undefined) texts.set(line.line, [...(texts.get(line.line) ?? []), text]);
  };
  const sentence = (problem: FieldProblem) => fieldSentence(problem, words);
  for (const problem of [...found.problems, ...found.warnings, ...found.accepted])
    tell(open[lineIndex(problem) ?? -1], sentence(problem));
  for (const other of others) {
    const line = shown.find(({ vehicle }) => vehicle.vin === other.vin);
    const data = {
      reference: other.reference,
      exporter: other.exporter,
      date: timeView(other.at).beijing.slice(0, 10),
      reason: other.reason ?? '',
    };
    tell(line, words.text(`requests.others.${other.outcome}`, data));
  }
  return texts;
}
