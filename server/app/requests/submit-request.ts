import { z } from 'zod';
import { isIsoDate } from '#core/confirmation/calendar.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import { isUndecided, type VehicleRequest, writersOf } from '../../model/requests/vehicle-request.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { readInput } from '../confirmations/read-input.ts';
import {
  changeableRequest,
  changeStoredRequest,
  type RequestTarget,
  type StoredRequestDependencies,
} from './change-stored-request.ts';
import { type ExamineDependencies, examineRequest } from './examine-request.ts';
import { roomForRequest } from './open-requests.ts';
import type { StoredRequest } from './request-records.ts';
import { MAX_MESSAGE, written } from './request-schema.ts';
import { WRITABLE, wrongState } from './set-content.ts';

export type SubmitDependencies = StoredRequestDependencies & ExamineDependencies;

export const submitSchema = z.strictObject({ answer: written(MAX_MESSAGE).optional() });

/** What is submitted concerns the manufacturer from then on. */
const stream = ({ manufacturerId }: VehicleRequest) => manufacturerStream(manufacturerId);
const HOW = { action: 'make-request', owner: writersOf, stream } as const;

/**
 * Hands a request to its manufacturer, refused with every problem of its lines and every warning that nobody accepted; or
 * back to it with an answer to what was asked, whatever is found about its lines. Submitting once more what was submitted changes nothing.
 */
export async function submitRequest(
  deps: SubmitDependencies,
  target: RequestTarget,
  input: unknown = {},
): Promise<Result<VehicleRequest>> {
  const parsed = readInput(submitSchema, input);
  if (!parsed.ok) return parsed;
  const { answer = null } = parsed.value;
  const found = await changeableRequest(deps, target, HOW);
  if (!found.ok) return found;
  const request = found.value;
  if (isSubmittedSo(request, target.version, answer)) return succeed(request);
  if (!WRITABLE.includes(request.state)) return wrongState(request);
  if (target.version !== null && target.version !== request.version) return refuse('request-changed');
  const problems = await problemsOf(deps, request, answer);
  if (problems.length > 0) return refuse('request-not-valid', { count: problems.length }, problems);
  const room = request.state === 'draft' ? await roomForRequest(deps, request) : null;
  if (room?.ok === false) return room;
  return changeStoredRequest(deps, { ...target, version: request.version }, HOW, (standing, at) => {
    // The same form was sent at the same moment, and came first.
    if (isSubmittedSo(standing, request.version, answer)) return succeed(null);
    return WRITABLE.includes(standing.state)
      ? succeed({ request: submitted(standing, { by: target.actor, at }, answer) })
      : wrongState(standing);
  });
}

/** Whether what changed it last was that it was submitted as it stood in that version, with that answer: another one would be lost. */
function isSubmittedSo(
  { state, version, events }: VehicleRequest,
  seen: number | null,
  answer: string | null,
): boolean {
  return state === 'submitted' && version === (seen ?? 0) + 1 && (events.at(-1)?.text ?? null) === answer;
}

function submitted(request: StoredRequest, moment: { by: RequestTarget['actor']; at: string }, text: string | null) {
  const kind = request.state === 'asked-back' ? 'answered' : 'submitted';
  const told = withEvent(request, kind, moment, { text });
  return { ...told, form: request.form, state: 'submitted' as const, submittedAt: request.submittedAt ?? moment.at };
}

/** What keeps a request from being submitted. Pointers are those of its undecided lines, in their order. */
export async function problemsOf(
  deps: ExamineDependencies & Pick<StoredRequestDependencies, 'clock'>,
  request: VehicleRequest,
  answer: string | null = null,
): Promise<readonly FieldProblem[]> {
  // The manufacturer waits for the answer, sees what is wrong, and may have brought it about itself.
  if (request.state === 'asked-back') return answer === null ? [fieldProblem('/answer', 'required')] : [];
  const lines = request.lines.filter(isUndecided);
  const needsVehicles = request.kind !== 'withdrawal' && lines.length === 0;
  const { problems, warnings } =
    lines.length === 0 ? { problems: [], warnings: [] } : await examineRequest(deps, request, lines, deps.clock.now());
  return [
    ...(needsVehicles ? [fieldProblem('/vehicles', 'required')] : []),
    ...applicationDateProblems(request, lines.length),
    ...problems,
    ...warnings.map(({ pointer, code }) => fieldProblem(pointer, 'warning-not-accepted', { code }, [code])),
  ];
}

/** The checks of issuing judge it beside vehicles; without any it would go unread. */
function applicationDateProblems({ applicationDate }: VehicleRequest, lines: number): readonly FieldProblem[] {
  if (lines > 0 || applicationDate === null || isIsoDate(applicationDate)) return [];
  return [fieldProblem('/applicationDate', 'date-not-valid', { date: applicationDate })];
}
