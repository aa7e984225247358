import { z } from 'zod';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import { type FieldProblem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import type { RequestExporter, VehicleRequest } from '../../model/requests/vehicle-request.ts';
import { authorize } from '../access/act.ts';
import { ownerInInput } from '../access/owner-in-input.ts';
import { randomId } from '../base64-url.ts';
import { findingsOf } from '../confirmations/check-request.ts';
import {
  confirmationRequestSchema,
  readConfirmationRequest,
  shapeProblems,
} from '../confirmations/confirmation-request.ts';
import { sha256Hex } from '../digest.ts';
import { findOrganisation } from '../people/organisation-records.ts';
import { type MakeRequestDependencies, makerOf, newRequest, storeNew } from './make-request.ts';
import { readRequest, type StoredRequest } from './request-records.ts';
import { MAX_REASON, written } from './request-schema.ts';
import { problemsOf, type SubmitDependencies } from './submit-request.ts';

export type SubmitNewDependencies = MakeRequestDependencies & SubmitDependencies;

const { manufacturer, exporter, applicationDate, languages, vehicles } = confirmationRequestSchema.shape;

/** A vehicle as a confirmation is issued from, with the warnings about it that are accepted. */
const vehicleSchema = vehicles.element.extend({
  accepted: z
    .array(z.strictObject({ code: z.string().min(1).max(40), reason: written(MAX_REASON) }))
    .max(10)
    .optional()
    .meta({ description: 'Warnings that are accepted: the code that a refusal names in `suggestions`, and why' }),
});

/** What a program asks a manufacturer for. */
export const newRequestSchema = z.strictObject({
  manufacturer,
  exporter: exporter
    .optional()
    .meta({ description: 'For whom; only where a manufacturer asks, an exporter asks for itself' }),
  applicationDate,
  languages,
  vehicles: z.array(vehicleSchema).min(1).max(MAX_VEHICLES),
  idempotencyKey: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The same key with the same request makes one; the answer is repeated' }),
});
export type NewRequestAsked = z.infer<typeof newRequestSchema>;
type Sent = NonNullable<StoredRequest['sent']>;

export type SubmittedRequest = {
  readonly request: VehicleRequest;
  /** Whether the idempotency key had made it before. */
  readonly repeated: boolean;
};

/**
 * Makes a request and hands it to its manufacturer in one step, as programs do: nothing is stored where anything is wrong. Refused
 * with every fault of all vehicles, and with every warning that is not accepted.
 */
export async function submitNewRequest(
  deps: SubmitNewDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<SubmittedRequest>> {
  const owner = makerOf(actor, ownerInInput(input, 'manufacturer'));
  const permitted = await authorize(deps, actor, 'make-request', { kind: 'request', id: '' }, owner);
  if (!permitted.ok) return permitted;
  const parsed = newRequestSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) {
    const faults = await everyFault(deps, input, parsed.error, actor);
    return refuse('request-not-valid', { count: faults.length }, faults);
  }
  const sent = sentOf(parsed.data, input, actor);
  const former = sent === null ? null : await deps.collections.findUnique('requests', sent.unique);
  if (former !== null) return repeated(readRequest(former), sent);
  const of = await exporterOf(deps, parsed.data.exporter, actor);
  if (!of.ok) return of;
  const at = deps.clock.now();
  const made = { ...newRequest(deps, at, actor, askedOf(deps, parsed.data, of.value)), sent };
  const problems = await problemsOf(deps, made);
  if (problems.length > 0) return refuse('request-not-valid', { count: problems.length }, problems);
  const told = withEvent(made, 'submitted', { by: actor, at });
  const submitted = { ...told, form: made.form, sent, state: 'submitted' as const, submittedAt: at };
  const stored = await storeNew(deps, submitted, actor, sent?.unique);
  if (!stored.ok) return stored;
  return stored.value.id === made.id
    ? succeed({ request: stored.value, repeated: false })
    : repeated(stored.value, sent);
}

function askedOf(
  { randomBytes }: Pick<SubmitNewDependencies, 'randomBytes'>,
  asked: NewRequestAsked,
  of: RequestExporter,
): Parameters<typeof newRequest>[3] {
  return {
    ...{ kind: 'issue', concerns: null, form: randomId(randomBytes(18)), exporter: of },
    manufacturerId: asked.manufacturer,
    applicationDate: asked.applicationDate ?? null,
    languages: asked.languages ?? null,
    lines: asked.vehicles.map(({ accepted = [], ...vehicle }, index) => ({
      ...{ line: index + 1, row: null, vehicle, accepted },
      ...{ state: 'open', reason: null, batchId: null, number: null },
    })),
  };
}

/** Faults of form, and of the content of whatever has a form, as issuing tells them all at once. */
async function everyFault(
  deps: SubmitNewDependencies,
  input: unknown,
  error: z.ZodError,
  actor: Actor,
): Promise<readonly FieldProblem[]> {
  const ofForm = shapeProblems(error);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return ofForm;
  const { idempotencyKey: _, ...asked } = input as Record<string, unknown>;
  const of = await exporterOf(deps, undefined, actor);
  const own =
    of.ok && of.value.organisationId !== null ? { exporter: { name: of.value.name, uscc: of.value.uscc } } : {};
  const read = readConfirmationRequest({ ...asked, ...own, vehicles: withoutAccepted(asked.vehicles) });
  const at = deps.clock.now();
  const maker = await deps.directory.manufacturer(read.draft.manufacturer ?? '');
  const vouchedWmis = maker === null ? null : await deps.vouched(maker, at);
  const found = await findingsOf(deps, read, { manufacturer: maker, vouchedWmis, today: shanghaiDate(at) });
  const told = new Set(found.problems.map(({ pointer }) => pointer));
  return [...found.problems, ...ofForm.filter(({ pointer }) => !told.has(pointer))];
}

function withoutAccepted(given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  return given.map((vehicle: unknown) => {
    if (typeof vehicle !== 'object' || vehicle === null) return vehicle;
    const { accepted: _, ...rest } = vehicle as Record<string, unknown>;
    return rest;
  });
}

/** What names the request to whoever sends it twice: one key of one organisation, whichever access key brings it. */
function sentOf({ idempotencyKey }: NewRequestAsked, input: unknown, { id, organisation }: Actor): Sent | null {
  if (idempotencyKey === undefined) return null;
  const { idempotencyKey: _, ...asked } = input as Record<string, unknown>;
  return { unique: `sent:${hashOf([organisation?.id ?? id, idempotencyKey])}`, sha256: hashOf(asked) };
}

/** Of what was sent as it was sent, which may hold what canonical JSON cannot. */
function hashOf(value: unknown): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(value)));
}

function repeated(former: VehicleRequest & Pick<StoredRequest, 'sent'>, sent: Sent | null): Result<SubmittedRequest> {
  if (former.sent?.sha256 !== sent?.sha256) return refuse('idempotency-key-reused');
  return succeed({ request: former, repeated: true });
}

/** An exporter asks for itself; whom a manufacturer names is judged with the rest. */
async function exporterOf(
  { collections }: SubmitNewDependencies,
  named: NewRequestAsked['exporter'],
  { organisation }: Actor,
): Promise<Result<RequestExporter>> {
  const own = organisation?.kind === 'exporter' ? await findOrganisation(collections, organisation.id) : null;
  if (organisation?.kind === 'exporter') {
    if (own?.uscc == null) return refuse('organisation-unknown', { organisation: organisation.id });
    return succeed({ organisationId: own.id, name: own.name, uscc: own.uscc });
  }
  const { name = '', uscc = '' } = named ?? {};
  const known = uscc === '' ? null : await collections.findUnique('organisations', `exporter:${uscc}`);
  return succeed({ organisationId: known?.id ?? null, name, uscc });
}
