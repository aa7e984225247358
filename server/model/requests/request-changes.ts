import type { ActorRef } from '../access/actor.ts';
import { actorRef } from '../access/actor.ts';
import type { LineState, RequestEvent, RequestEventKind, RequestLine, VehicleRequest } from './vehicle-request.ts';

/** Who does something, and when. */
export type Moment = { readonly by: ActorRef; readonly at: string };

/** What becomes of lines. */
export type LineMark =
  | { readonly state: 'open' }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'proposed'; readonly batchId: string }
  | { readonly state: 'issued'; readonly batchId: string | null; readonly number: string }
  /** `reason`: the code of the problem. */
  | { readonly state: 'failed'; readonly batchId: string | null; readonly reason: string };

const EVENT_OF: Readonly<Record<LineState, RequestEventKind>> = {
  open: 'reopened',
  refused: 'refused',
  proposed: 'proposed',
  issued: 'issued',
  failed: 'failed',
};

/** Steps that a timeline holds; the oldest but the first go, where there are more. */
const MAX_EVENTS = 500;

/**
 * The request with what became of some of its lines, told in its timeline. It is closed with its last line, and waits again
 * where one is reopened. A pure change: it can be part of any other one.
 */
export function withLinesMarked(
  request: VehicleRequest,
  lines: readonly number[],
  mark: LineMark,
  moment: Moment,
): VehicleRequest {
  const marked = new Set(lines);
  const changed = request.lines.map((line) => (marked.has(line.line) ? markedLine(line, mark) : line));
  const text = mark.state === 'refused' || mark.state === 'failed' ? mark.reason : null;
  const told = withEvent({ ...request, lines: changed }, EVENT_OF[mark.state], moment, { text, lines });
  return closedWhenDone(told, moment);
}

function markedLine(line: RequestLine, mark: LineMark): RequestLine {
  const { state } = mark;
  if (state === 'open') return { ...line, state, reason: null, batchId: null };
  if (state === 'refused') return { ...line, state, reason: mark.reason, batchId: null };
  if (state === 'proposed') return { ...line, state, reason: null, batchId: mark.batchId };
  if (state === 'failed') return { ...line, state, reason: mark.reason, batchId: mark.batchId };
  return { ...line, state, reason: null, batchId: mark.batchId, number: mark.number };
}

/** Nothing is left to be done where every line was issued or refused. */
function closedWhenDone(request: VehicleRequest, moment: Moment): VehicleRequest {
  const isDone =
    request.lines.length > 0 && request.lines.every(({ state }) => state === 'issued' || state === 'refused');
  if (isDone && (request.state === 'submitted' || request.state === 'asked-back'))
    return withEvent({ ...request, state: 'closed' }, 'closed', moment);
  return !isDone && request.state === 'closed' ? { ...request, state: 'submitted' } : request;
}

/** Whether lines can be proposed now: all of them are there, undecided, and the manufacturer waits for nothing. */
export function areProposable(request: VehicleRequest, lines: readonly number[]): boolean {
  if (request.state !== 'submitted' || request.kind === 'withdrawal' || lines.length === 0) return false;
  const states = new Map(request.lines.map(({ line, state }) => [line, state]));
  return lines.every((line) => states.get(line) === 'open' || states.get(line) === 'failed');
}

type Told = { readonly text?: string | null; readonly lines?: readonly number[] };

/** The request with one more step in its timeline. A step that goes on with the last one, by the same actor, is one with it. */
export function withEvent(
  request: VehicleRequest,
  kind: RequestEventKind,
  { by, at }: Moment,
  { text = null, lines = [] }: Told = {},
): VehicleRequest {
  const last = request.events.at(-1);
  const event: RequestEvent = { at, by: actorRef(by), kind, text, lines };
  if (last !== undefined && continues(last, event)) {
    const all = [...new Set([...last.lines, ...lines])].toSorted((a, b) => a - b);
    return { ...request, events: [...request.events.slice(0, -1), { ...event, lines: all }] };
  }
  const events = [...request.events, event];
  const kept = events.length > MAX_EVENTS ? [...events.slice(0, 1), ...events.slice(1 - MAX_EVENTS)] : events;
  return { ...request, events: kept };
}

/** Steps that people write something with, and those of the whole request, stand each for themselves. */
const CONTINUED: readonly RequestEventKind[] = [
  'changed',
  'outlets-changed',
  'refused',
  'reopened',
  'proposed',
  'issued',
  'failed',
];

function continues(last: RequestEvent, next: RequestEvent): boolean {
  const isSame = last.kind === next.kind && last.text === next.text;
  return isSame && CONTINUED.includes(next.kind) && last.by.kind === next.by.kind && last.by.id === next.by.id;
}
