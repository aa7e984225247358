import { z } from 'zod';
import type { FieldCode, FieldProblem, Result } from '../domain/errors.ts';
import { refuse, succeed } from '../domain/errors.ts';

/** Most vehicles that one confirmation can hold. */
export const MOST_VEHICLES = 1_000;

/** Text of one line: trimmed, not empty. Whether it can be printed is judged later, by the fonts. */
const line = (most: number) => z.string().trim().min(1).max(most);
const date = line(10);
/** A VIN is checked with its own codes later; here it only has to be text of a sane length. */
const vin = line(40);

const vehicle = z.strictObject({
  vin: vin.meta({ description: 'Vehicle identification number, 17 characters', example: '1M8GDM9AXKP042788' }),
  brand: line(60).meta({ description: 'As on the Motor Vehicle Registration Certificate' }),
  model: line(80).meta({ description: 'As on the Motor Vehicle Registration Certificate' }),
  firstRegistration: date.meta({ description: 'First-registration date, YYYY-MM-DD' }),
  transferForExport: date.optional().meta({ description: 'Transfer-for-export date, YYYY-MM-DD' }),
  destination: line(2).meta({ description: 'Destination country, ISO 3166-1 alpha-2', example: 'KZ' }),
  outlets: z
    .array(line(60))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Ids of the outlets to name; without it every active outlet in the destination' }),
});

/** What a confirmation is asked for with: one schema for API, pages and command line. */
export const confirmationRequestSchema = z.strictObject({
  manufacturer: line(60).meta({ description: 'Id of the manufacturer that confirms' }),
  exporter: z.strictObject({
    name: line(120).meta({ description: 'Registered name of the exporter' }),
    uscc: line(40).meta({ description: 'Unified social credit code, 18 characters' }),
  }),
  vehicles: z.array(vehicle).min(1).max(MOST_VEHICLES),
  applicationDate: date.optional().meta({ description: 'Licence-application date, YYYY-MM-DD, where it is known' }),
  supersedes: line(40).optional().meta({ description: 'Number of the confirmation that this one replaces as a whole' }),
  idempotencyKey: line(200)
    .optional()
    .meta({ description: 'The same key with the same request issues once; the answer is repeated' }),
});

export type ConfirmationRequest = z.infer<typeof confirmationRequestSchema>;

/** Gives the request in its shape, or every fault of shape at once as fields with JSON pointers. */
export function parseConfirmationRequest(input: unknown): Result<ConfirmationRequest> {
  const parsed = confirmationRequestSchema.safeParse(input, { reportInput: true });
  if (parsed.success) return succeed(parsed.data);
  return refuse('request-not-valid', {}, shapeProblems(parsed.error));
}

/** The faults of a schema as fields with JSON pointers (RFC 6901) and permanent codes. */
export function shapeProblems(error: z.ZodError): readonly FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const at = (path: readonly PropertyKey[]) => path.map((step) => `/${escapePointer(String(step))}`).join('');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => fieldProblem(at([...issue.path, key]), 'unknown-field', { field: key }));
    return [fieldProblem(at(issue.path), shapeCode(issue), shapeData(issue))];
  });
}

function escapePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

function shapeCode(issue: z.core.$ZodIssue): FieldCode {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'required' : 'not-valid';
  if (issue.code === 'too_small') return issue.origin === 'string' && issue.minimum === 1 ? 'required' : 'too-short';
  if (issue.code === 'too_big')
    return issue.origin === 'array' && issue.path.join() === 'vehicles' ? 'too-many-vehicles' : 'too-long';
  if (issue.code === 'invalid_value' && issue.path.at(-1) === 'reason') return 'reason-unknown';
  return 'not-valid';
}

function shapeData(issue: z.core.$ZodIssue): FieldProblem['data'] {
  if (issue.code === 'too_small') return { least: Number(issue.minimum) };
  if (issue.code === 'too_big') return { most: Number(issue.maximum) };
  return {};
}

/** One field at fault. */
export function fieldProblem(
  pointer: string,
  code: FieldCode,
  data: FieldProblem['data'] = {},
  suggestions: readonly string[] = [],
): FieldProblem {
  return { pointer, code, data, suggestions };
}
