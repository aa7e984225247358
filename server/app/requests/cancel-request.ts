import { z } from 'zod';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import { type VehicleRequest, writersOf } from '../../model/requests/vehicle-request.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { changeStoredRequest, type RequestTarget, type StoredRequestDependencies } from './change-stored-request.ts';
import { MAX_REASON, written } from './request-schema.ts';
import { wrongState } from './set-content.ts';

export const cancelSchema = z.strictObject({
  reason: written(MAX_REASON).optional().meta({ description: 'Why; the manufacturer reads it' }),
});

/** Takes a request back. Not where some of it is about to be issued; what was issued stays. Once more changes nothing. */
export async function cancelRequest(
  deps: StoredRequestDependencies,
  target: RequestTarget,
  input: unknown = {},
): Promise<Result<VehicleRequest>> {
  const parsed = cancelSchema.safeParse(input, { reportInput: true });
  return changeStoredRequest(deps, target, { action: 'make-request', owner: writersOf }, (request, at) => {
    if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
    if (request.state === 'cancelled') return succeed(null);
    if (request.state === 'closed') return wrongState(request);
    const proposed = request.lines.filter(({ state }) => state === 'proposed');
    if (proposed.length > 0)
      return refuse(
        'request-not-valid',
        {},
        proposed.map(({ line }) => fieldProblem('/lines', 'line-state-wrong', { line, state: 'proposed' })),
      );
    const { reason = null } = parsed.data;
    const told = withEvent({ ...request, state: 'cancelled' }, 'cancelled', { by: target.actor, at }, { text: reason });
    return succeed({ request: { ...told, form: request.form } });
  });
}
