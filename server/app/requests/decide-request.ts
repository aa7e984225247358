import { z } from 'zod';
import { isWithin, shanghaiDate } from '#core/confirmation/calendar.ts';
import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import { type Moment, withEvent, withLinesMarked } from '../../model/requests/request-changes.ts';
import {
  decidersOf,
  isUndecided,
  type LineState,
  type RequestEvent,
  type RequestEventKind,
  type RequestLine,
  type VehicleRequest,
} from '../../model/requests/vehicle-request.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import {
  changeStoredRequest,
  type RequestTarget,
  type StoredRequestDependencies,
  visibleRequest,
} from './change-stored-request.ts';
import { MAX_MESSAGE, MAX_REASON, written } from './request-schema.ts';
import { wrongState } from './set-content.ts';

const lines = z.array(z.int().positive()).min(1).max(MAX_VEHICLES);

/** What a clerk can decide on a request that was submitted. */
export const decisionSchema = z.discriminatedUnion('decision', [
  /** Waits for an answer to a question. */
  z.strictObject({ decision: z.literal('ask-back'), question: written(MAX_MESSAGE) }),
  z.strictObject({ decision: z.literal('refuse'), lines, reason: written(MAX_REASON) }),
  /** Refused and failed lines are open again. */
  z.strictObject({ decision: z.literal('reopen'), lines }),
  /** Names the outlets of lines; none: all that are active in the destination. */
  z.strictObject({
    decision: z.literal('set-outlets'),
    lines,
    outlets: z.array(z.string().trim().min(1).max(60)).max(20),
  }),
  /** Nothing more will come of it. What nobody decided on is refused with the reason. */
  z.strictObject({ decision: z.literal('close'), reason: written(MAX_REASON) }),
]);
export type Decision = z.infer<typeof decisionSchema>;

export type DecideDependencies = StoredRequestDependencies & {
  readonly directory: Pick<ManufacturerDirectory, 'outlets'>;
};

/** States in which a manufacturer decides on a request. */
const DECIDABLE: readonly VehicleRequest['state'][] = ['submitted', 'asked-back'];

/** Decides on a request, or on some of its lines; the exporter sees in its timeline what and why. */
export async function decideRequest(
  deps: DecideDependencies,
  target: RequestTarget,
  input: unknown,
): Promise<Result<VehicleRequest>> {
  const parsed = decisionSchema.safeParse(input, { reportInput: true });
  const isOfOutlets = parsed.success && parsed.data.decision === 'set-outlets';
  const outlets = isOfOutlets ? await activeOutlets(deps, target) : [];
  const how = { action: 'decide-request', owner: decidersOf } as const;
  return changeStoredRequest(deps, target, how, (request, at) => {
    if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
    if (isDecidedSo(request, parsed.data, target)) return succeed(null);
    const decided = decisionOn(request, parsed.data, outlets, { by: target.actor, at });
    if (!decided.ok) return decided;
    return succeed({ request: { ...decided.value, form: request.form }, detail: { decision: parsed.data.decision } });
  });
}

/**
 * Whether this very decision, by the same actor, is all that changed since its asker saw the request: a form that was sent twice is
 * answered alike, and nobody is told that somebody else was faster.
 */
function isDecidedSo(
  request: VehicleRequest,
  decision: Decision,
  { version, actor }: Pick<RequestTarget, 'version' | 'actor'>,
): boolean {
  if (version === null || request.version !== version + 1) return false;
  const { kinds, text, lines: named } = toldOf(decision);
  const isTold = ({ kind, by, text: told, lines: of }: RequestEvent) =>
    kinds.includes(kind) &&
    told === text &&
    by.kind === actor.kind &&
    by.id === actor.id &&
    named.every((line) => of.includes(line));
  // What closes a request with its last line is a step of its own.
  return (
    request.events.slice(-2).some(isTold) && (decision.decision !== 'set-outlets' || hasOutlets(request, decision))
  );
}

/** What a decision leaves in the timeline. */
function toldOf(decision: Decision): {
  readonly kinds: readonly RequestEventKind[];
  readonly text: string | null;
  readonly lines: readonly number[];
} {
  switch (decision.decision) {
    case 'ask-back':
      return { kinds: ['asked-back'], text: decision.question, lines: [] };
    case 'refuse':
      return { kinds: ['refused'], text: decision.reason, lines: decision.lines };
    case 'reopen':
      return { kinds: ['reopened'], text: null, lines: decision.lines };
    case 'set-outlets':
      return { kinds: ['outlets-changed'], text: null, lines: decision.lines };
    case 'close':
      return { kinds: ['refused', 'closed'], text: decision.reason, lines: [] };
  }
}

type OutletsNamed = Extract<Decision, { decision: 'set-outlets' }>;

function hasOutlets(request: VehicleRequest, { lines: named, outlets }: OutletsNamed): boolean {
  const wanted = [...new Set(outlets)].join(' ');
  return request.lines.every(
    ({ line, vehicle }) => !named.includes(line) || (vehicle.outlets ?? []).join(' ') === wanted,
  );
}

/** Those of the manufacturer today; none where the actor may not see the request. */
async function activeOutlets(
  deps: DecideDependencies,
  { id, actor }: RequestTarget,
): Promise<readonly RegisteredOutlet[]> {
  const request = await visibleRequest(deps, id, actor);
  if (request === null) return [];
  const today = shanghaiDate(deps.clock.now());
  return (await deps.directory.outlets(request.manufacturerId)).filter(({ active }) => isWithin(active, today));
}

function decisionOn(
  request: VehicleRequest,
  decision: Decision,
  outlets: readonly RegisteredOutlet[],
  moment: Moment,
): Result<VehicleRequest> {
  const isReopening = decision.decision === 'reopen' && request.state === 'closed';
  if (!DECIDABLE.includes(request.state) && !isReopening) return wrongState(request);
  switch (decision.decision) {
    case 'ask-back':
      if (request.side !== 'exporter') return wrongState(request);
      return succeed(withEvent({ ...request, state: 'asked-back' }, 'asked-back', moment, { text: decision.question }));
    case 'refuse':
      return onLines(request, decision.lines, ['open', 'failed'], () =>
        withLinesMarked(request, decision.lines, { state: 'refused', reason: decision.reason }, moment),
      );
    case 'reopen':
      return onLines(request, decision.lines, ['refused', 'failed'], () =>
        withLinesMarked(request, decision.lines, { state: 'open' }, moment),
      );
    case 'set-outlets':
      if (request.kind === 'withdrawal') return wrongState(request);
      return onLines(
        request,
        decision.lines,
        ['open', 'failed'],
        () => withOutlets(request, decision, moment),
        outletProblems(request, decision, outlets),
      );
    case 'close':
      return closed(request, decision.reason, moment);
  }
}

/** Does it where every line named is there and stands so. */
function onLines(
  request: VehicleRequest,
  named: readonly number[],
  states: readonly LineState[],
  change: () => VehicleRequest,
  others: readonly FieldProblem[] = [],
): Result<VehicleRequest> {
  const ofLines = named.flatMap((line, index) => lineProblem(request, line, `/lines/${index}`, states));
  const problems = [...ofLines, ...others];
  return problems.length > 0 ? refuse('request-not-valid', {}, problems) : succeed(change());
}

function lineProblem(
  request: VehicleRequest,
  number: number,
  pointer: string,
  states: readonly LineState[],
): readonly FieldProblem[] {
  const line = request.lines.find((candidate) => candidate.line === number);
  if (line === undefined) return [fieldProblem(pointer, 'line-unknown', { line: number })];
  return states.includes(line.state)
    ? []
    : [fieldProblem(pointer, 'line-state-wrong', { line: number, state: line.state })];
}

/** Each must be active, and serve every line that it is named for, as the checks of issuing ask. */
function outletProblems(
  request: VehicleRequest,
  { lines: named, outlets }: OutletsNamed,
  known: readonly RegisteredOutlet[],
): readonly FieldProblem[] {
  const lines = request.lines.filter(({ line }) => named.includes(line));
  return outlets.flatMap((id, index) => {
    const pointer = `/outlets/${index}`;
    const countries = known.filter((outlet) => outlet.id === id).map(({ country }) => country);
    const [country] = countries;
    if (country === undefined) return [fieldProblem(pointer, 'outlet-unknown', { outlet: id })];
    const elsewhere = lines.find(({ vehicle }) => !countries.includes(vehicle.destination));
    if (elsewhere === undefined) return [];
    const { destination } = elsewhere.vehicle;
    return [fieldProblem(pointer, 'outlet-elsewhere', { outlet: id, country, destination })];
  });
}

function withOutlets(request: VehicleRequest, { lines: named, outlets }: OutletsNamed, moment: Moment): VehicleRequest {
  const changed = (line: RequestLine): RequestLine => {
    const { outlets: _, ...vehicle } = line.vehicle;
    // It failed with others: no batch has it any more.
    const again = line.state === 'failed' ? { state: 'open' as const, reason: null, batchId: null } : {};
    return {
      ...line,
      ...again,
      vehicle: outlets.length === 0 ? vehicle : { ...vehicle, outlets: [...new Set(outlets)] },
    };
  };
  const next = request.lines.map((line) => (named.includes(line.line) ? changed(line) : line));
  return withEvent({ ...request, lines: next }, 'outlets-changed', moment, { lines: named });
}

/** Not while lines are being issued: what comes of them would be told nobody. */
function closed(request: VehicleRequest, reason: string, moment: Moment): Result<VehicleRequest> {
  const proposed = request.lines.find(({ state }) => state === 'proposed');
  if (proposed !== undefined)
    return refuse('request-not-valid', {}, [
      fieldProblem('/lines', 'line-state-wrong', { line: proposed.line, state: proposed.state }),
    ]);
  const isWithdrawal = request.kind === 'withdrawal';
  const open = isWithdrawal ? [] : request.lines.filter(isUndecided).map(({ line }) => line);
  if (open.length > 0) return succeed(withLinesMarked(request, open, { state: 'refused', reason }, moment));
  return succeed(withEvent({ ...request, state: 'closed' }, 'closed', moment, { text: reason }));
}
