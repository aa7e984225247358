import type { z } from 'zod';
import type { FieldProblem } from '#core/confirmation/errors.ts';

/** What a field is refused with by a rule of the trade, carried through the schema to `shapeProblems`. */
export type FieldFault = Pick<FieldProblem, 'code' | 'data' | 'suggestions'>;

/** Refuses the value, or what lies at `path` in it, with a permanent code. */
export function addFieldIssue(context: z.RefinementCtx, fault: FieldFault, path: PropertyKey[] = []): void {
  context.addIssue({ code: 'custom', params: { fault }, message: fault.code, path });
}
