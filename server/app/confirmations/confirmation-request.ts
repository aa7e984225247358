import { z } from 'zod';
import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { countryCode } from '#core/confirmation/country.ts';
import { languageCode } from '#core/confirmation/document-languages.ts';
import type { FieldCode, FieldProblem } from '#core/confirmation/errors.ts';
import { normalizeUscc } from '#core/confirmation/uscc.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import type { FieldFault } from './field-issue.ts';

/** Text of one line: trimmed, not empty. Whether it can be printed is judged later, by the fonts. */
const line = (most: number) => z.string().trim().min(1).max(most);
/** Text that the document prints, in one spelling. */
const printed = (most: number) => line(most).overwrite((text) => text.normalize('NFC'));
/** Codes and dates are judged later with codes of their own; here each only has to be text of a sane length. */
const judgedLater = line(40);

const VEHICLE = {
  vin: judgedLater
    .overwrite(normalizeVin)
    .meta({ description: 'Vehicle identification number, 17 characters', example: '1M8GDM9AXKP042788' }),
  brand: printed(60).meta({ description: 'As on the Motor Vehicle Registration Certificate' }),
  model: printed(80).meta({ description: 'As on the Motor Vehicle Registration Certificate' }),
  firstRegistration: judgedLater.meta({ description: 'First-registration date, YYYY-MM-DD', format: 'date' }),
  transferForExport: judgedLater
    .optional()
    .meta({ description: 'Transfer-for-export date, YYYY-MM-DD', format: 'date' }),
  destination: judgedLater.overwrite(countryCode).meta({
    description: 'Destination country, ISO 3166-1 alpha-2 or alpha-3, as in box 8 of the export licence',
    example: 'KZ',
  }),
  outlets: z
    .array(line(60))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Ids of the outlets to name; without it every active outlet in the destination' }),
};

const EXPORTER = {
  name: printed(120).meta({ description: 'Registered name of the exporter' }),
  uscc: judgedLater.overwrite(normalizeUscc).meta({ description: 'Unified social credit code, 18 characters' }),
};

const HEAD = {
  manufacturer: line(60).meta({ description: 'Id of the manufacturer that confirms' }),
  applicationDate: judgedLater
    .optional()
    .meta({ description: 'Licence-application date, YYYY-MM-DD, where it is known', format: 'date' }),
  languages: z
    .array(judgedLater.overwrite(languageCode))
    .min(1)
    .max(20)
    .optional()
    .meta({
      description:
        'Languages of the document: `zh`, `en`, `ru`; Chinese is always among them. Without it they follow from the destinations: `zh`, `en`, `ru` where one is in the Eurasian Economic Union, else `zh`, `en`',
      example: ['zh', 'en', 'ru'],
    }),
  supersedes: judgedLater
    .overwrite((text) => parseConfirmationNumber(text)?.number ?? text.toUpperCase())
    .optional()
    .meta({ description: 'Number of the confirmation that this one replaces as a whole' }),
  idempotencyKey: line(200)
    .optional()
    .meta({ description: 'The same key with the same request issues once; the answer is repeated' }),
};

/** What a confirmation is asked for with: one schema for API, pages and command line. */
export const confirmationRequestSchema = z.strictObject({
  ...HEAD,
  exporter: z.strictObject(EXPORTER),
  vehicles: z.array(z.strictObject(VEHICLE)).min(1).max(MAX_VEHICLES),
});

/** Normalised: what people type in many ways stands in its one form. */
export type ConfirmationRequest = z.infer<typeof confirmationRequestSchema>;

const draftSchema = z
  .object({
    ...soundOnly(HEAD),
    exporter: z.object(soundOnly(EXPORTER)).catch({}),
    vehicles: z.preprocess(firstVehicles, z.array(z.object(soundOnly(VEHICLE)).catch({}))).catch([]),
  })
  .catch({ exporter: {}, vehicles: [] });

/** A request as far as its form is sound: a field that is not is left out, a line keeps its place. */
export type RequestDraft = z.infer<typeof draftSchema>;

type SoundOnly<Shape extends z.ZodRawShape> = {
  [Field in keyof Shape]: z.ZodCatch<z.ZodOptional<Shape[Field]>>;
};

/** The same fields, each left out where its form is not sound. */
function soundOnly<const Shape extends z.ZodRawShape>(shape: Shape): SoundOnly<Shape> {
  const fields = Object.entries(shape).map(([field, schema]) => [field, z.optional(schema).catch(undefined)]);
  return Object.fromEntries(fields) as SoundOnly<Shape>;
}

function firstVehicles(vehicles: unknown): unknown {
  return Array.isArray(vehicles) ? vehicles.slice(0, MAX_VEHICLES) : vehicles;
}

/** What was asked: the request, or null with every fault of its form, as fields; and what can be judged further. */
export type AskedRequest = {
  readonly request: ConfirmationRequest | null;
  readonly problems: readonly FieldProblem[];
  readonly draft: RequestDraft;
};

/** Reads a request from whatever was sent. */
export function readConfirmationRequest(input: unknown): AskedRequest {
  const parsed = confirmationRequestSchema.safeParse(input, { reportInput: true });
  if (parsed.success) return { request: parsed.data, problems: [], draft: parsed.data };
  return { request: null, problems: shapeProblems(parsed.error), draft: draftSchema.parse(input) };
}

/** Unknown fields of one object that are named. */
const MAX_UNKNOWN = 20;

/** The faults of a schema as fields with JSON pointers (RFC 6901) and permanent codes. */
export function shapeProblems(error: z.ZodError): readonly FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const at = (path: readonly PropertyKey[]) => path.map((step) => `/${escapePointer(String(step))}`).join('');
    if (issue.code === 'unrecognized_keys')
      return issue.keys
        .slice(0, MAX_UNKNOWN)
        .map((key) => fieldProblem(at([...issue.path, key]), 'unknown-field', { field: key }));
    const fault = issue.code === 'custom' ? (issue.params?.fault as FieldFault | undefined) : undefined;
    if (fault !== undefined) return [fieldProblem(at(issue.path), fault.code, fault.data, fault.suggestions)];
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
