import { z } from 'zod';
import { type FieldProblem, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { inspectUscc } from '#core/confirmation/uscc.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import type { Owner } from '../../model/access/permissions.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import type { RequestExporter, VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { Collections } from '../../ports/collections.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { type Act, auditEntry, authorize, performInStore } from '../access/act.ts';
import { ownerInInput } from '../access/owner-in-input.ts';
import { randomId } from '../base64-url.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { findOrganisation, readOrganisation } from '../people/organisation-records.ts';
import { type StoredRequestDependencies, streamOf } from './change-stored-request.ts';
import { roomForRequest } from './open-requests.ts';
import {
  formText,
  ofExporter,
  ofManufacturer,
  readRequest,
  requestKey,
  requestRecord,
  requestTags,
  type StoredRequest,
} from './request-records.ts';
import { contentSchema, exporterSchema, formSchema, openLine } from './request-schema.ts';

export type MakeRequestDependencies = StoredRequestDependencies & {
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer'>;
  /** For ids and references. */
  readonly randomBytes: (count: number) => Uint8Array;
};

/** Drafts that one side may have. */
export const MAX_DRAFTS = 200;

/** What a request is made with. An exporter's people say nothing of the exporter: it is theirs. */
export const makeRequestSchema = z.strictObject({
  form: formSchema,
  manufacturer: z.string().trim().min(1).max(60),
  exporter: exporterSchema.optional(),
  ...contentSchema.shape,
});

/** Makes a draft of what one manufacturer is asked for. The same form makes one, however often it is sent. */
export async function makeRequest(
  deps: MakeRequestDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<VehicleRequest>> {
  const parsed = makeRequestSchema.safeParse(input, { reportInput: true });
  const asked = ownerInInput(input, 'manufacturer');
  const permitted = await authorize(deps, actor, 'make-request', { kind: 'request', id: '' }, makerOf(actor, asked));
  if (!permitted.ok) return permitted;
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { form, manufacturer, applicationDate, languages, vehicles } = parsed.data;
  const former = await deps.collections.findUnique('requests', formText(actor.id, form));
  if (former !== null) return succeed(readRequest(former));
  if ((await deps.directory.manufacturer(manufacturer)) === null)
    return refuse('request-not-valid', {}, [fieldProblem('/manufacturer', 'manufacturer-unknown')]);
  const exporter = await exporterOf(deps.collections, parsed.data.exporter, actor);
  if (!exporter.ok) return exporter;
  const at = deps.clock.now();
  const made = newRequest(deps, at, actor, {
    ...{ kind: 'issue', concerns: null, form, exporter: exporter.value, manufacturerId: manufacturer },
    applicationDate: applicationDate === '' ? null : applicationDate,
    languages: languages.length === 0 ? null : languages,
    lines: vehicles.map((vehicle, index) => openLine(index + 1, vehicle)),
  });
  return storeNew(deps, made, actor);
}

/** Whose request it would be: of the actor's exporter, or of the manufacturer that is asked. */
export function makerOf({ organisation }: Actor, manufacturerId: string): Owner {
  return organisation?.kind === 'exporter' ? { organisationId: organisation.id } : { manufacturerId };
}

type NewRequest = Pick<
  StoredRequest,
  'kind' | 'concerns' | 'form' | 'exporter' | 'manufacturerId' | 'applicationDate' | 'languages' | 'lines'
>;

/** A draft with its first step. */
export function newRequest(
  { randomBytes }: Pick<MakeRequestDependencies, 'randomBytes'>,
  at: string,
  actor: Actor,
  asked: NewRequest,
): StoredRequest {
  const request: StoredRequest = {
    ...asked,
    id: randomId(randomBytes(12)),
    reference: newReference(at, randomBytes),
    side: actor.organisation?.kind === 'exporter' ? 'exporter' : 'manufacturer',
    ...{ state: 'draft', version: 1, events: [], attachments: [] },
    createdBy: actorRef(actor),
    createdAt: at,
    submittedAt: null,
  };
  return { ...withEvent(request, 'made', { by: actor, at }), form: asked.form };
}

/** Without letters and digits that are taken for one another. */
const REFERENCE_CHARACTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** `Q-<year, month, day>-<6 characters>`: short enough to be told on the telephone. */
function newReference(at: string, randomBytes: (count: number) => Uint8Array): string {
  const random = Array.from(randomBytes(6), (octet) => REFERENCE_CHARACTERS.charAt(octet % 32)).join('');
  return `Q-${at.slice(2, 10).replaceAll('-', '')}-${random}`;
}

/** Stores a new request with its entry. Two answers to one form at once come to one request. */
export async function storeNew(
  deps: MakeRequestDependencies,
  request: StoredRequest,
  actor: Actor,
  /** What it is known by to whoever sends it twice. */
  text = formText(actor.id, request.form),
): Promise<Result<VehicleRequest>> {
  const own = request.side === 'exporter' ? ofExporter(request.exporter.uscc) : ofManufacturer(request.manufacturerId);
  const drafts = await deps.collections.count('requests', [own, requestTags.state('draft')], MAX_DRAFTS);
  if (request.state === 'draft' && drafts >= MAX_DRAFTS) return refuse('too-many-drafts', { most: MAX_DRAFTS });
  const room = request.state === 'draft' ? null : await roomForRequest(deps, request);
  if (room?.ok === false) return room;
  const act: Act = {
    stream: streamOf(request),
    actor,
    action: 'make-request',
    subject: { kind: 'request', id: request.id },
  };
  return performInStore(deps, act, async () => {
    const former = await deps.collections.findUnique('requests', text);
    if (former !== null) return succeed(readRequest(former));
    const told = { kind: request.kind, state: request.state, lines: String(request.lines.length) };
    const entry = auditEntry(act, 'succeeded', request.createdAt, told);
    try {
      return await deps.collections.change<Result<VehicleRequest>>([requestKey(request.id)], () => ({
        ...{ put: [requestRecord(request)], remove: [], entries: [entry] },
        answer: succeed(request),
      }));
    } catch (fault) {
      const other = await deps.collections.findUnique('requests', text);
      if (other === null) throw fault;
      return succeed(readRequest(other));
    }
  });
}

/** For whom it is asked: the actor's own organisation, or whom a clerk names. */
async function exporterOf(
  collections: Collections,
  named: z.infer<typeof exporterSchema> | undefined,
  { organisation }: Actor,
): Promise<Result<RequestExporter>> {
  if (organisation?.kind === 'exporter') {
    const own = await findOrganisation(collections, organisation.id);
    if (own?.uscc == null) return refuse('organisation-unknown', { organisation: organisation.id });
    return succeed({ organisationId: own.id, name: own.name, uscc: own.uscc });
  }
  if (named === undefined) return refuse('request-not-valid', {}, [fieldProblem('/exporter', 'required')]);
  const problems: readonly FieldProblem[] = inspectUscc(named.uscc).map(({ code, data }) =>
    fieldProblem('/exporter/uscc', code, data),
  );
  if (problems.length > 0) return refuse('request-not-valid', {}, problems);
  const record = await collections.findUnique('organisations', `exporter:${named.uscc}`);
  return succeed({ organisationId: record === null ? null : readOrganisation(record).id, ...named });
}
