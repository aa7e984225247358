import type { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { shapeProblems } from './confirmation-request.ts';

/** What somebody gives, as its schema reads it; refused with `request-not-valid` and every fault by its field. */
export function readInput<Data>(schema: z.ZodType<Data>, input: unknown): Result<Data> {
  const parsed = schema.safeParse(input, { reportInput: true });
  return parsed.success ? succeed(parsed.data) : refuse('request-not-valid', {}, shapeProblems(parsed.error));
}
