import { z } from 'zod';
import { attachmentsErasedAt, erasedAt } from '../../model/requests/request-ages.ts';
import {
  ATTACHMENT_TYPES,
  type Attachment,
  isPrivate,
  isUndecided,
  LINE_STATES,
  REQUEST_EVENTS,
  REQUEST_KINDS,
  REQUEST_STATES,
  type VehicleRequest,
} from '../../model/requests/vehicle-request.ts';
import type { CollectedRecord, CollectionChange, NewRecord, RecordKey } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';

const INSTANT = z.iso.datetime();
const NUMBER = z.int().positive();

const VEHICLE = z.strictObject({
  vin: z.string(),
  brand: z.string(),
  model: z.string(),
  firstRegistration: z.string(),
  transferForExport: z.string().optional(),
  destination: z.string(),
  outlets: z.array(z.string()).optional(),
});

const LINE = z.strictObject({
  line: NUMBER,
  row: NUMBER.nullable(),
  vehicle: VEHICLE,
  accepted: z.array(z.strictObject({ code: z.string(), reason: z.string() })),
  state: z.enum(LINE_STATES),
  reason: z.string().nullable(),
  batchId: z.string().nullable(),
  number: z.string().nullable(),
});

const ATTACHMENT = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.enum(ATTACHMENT_TYPES),
  bytes: NUMBER,
  sha256: z.string(),
  storedFor: z.string().nullable().default(null),
  at: INSTANT,
  by: ACTOR_REF,
});

const REQUEST = z.strictObject({
  id: z.string(),
  reference: z.string(),
  kind: z.enum(REQUEST_KINDS),
  concerns: z.strictObject({ number: z.string(), reason: z.string() }).nullable(),
  side: z.enum(['exporter', 'manufacturer']),
  exporter: z.strictObject({ organisationId: z.string().nullable(), name: z.string(), uscc: z.string() }),
  manufacturerId: z.string(),
  applicationDate: z.string().nullable(),
  languages: z.array(z.string()).nullable(),
  state: z.enum(REQUEST_STATES),
  lines: z.array(LINE),
  events: z.array(
    z.strictObject({
      at: INSTANT,
      by: ACTOR_REF,
      kind: z.enum(REQUEST_EVENTS),
      text: z.string().nullable(),
      lines: z.array(NUMBER),
    }),
  ),
  attachments: z.array(ATTACHMENT),
  createdBy: ACTOR_REF,
  createdAt: INSTANT,
  submittedAt: INSTANT.nullable(),
  /** What the form that made it was told apart by. */
  form: z.string(),
  sent: z.strictObject({ unique: z.string(), sha256: z.string() }).nullable().optional(),
});

/** A request as it is stored. `form` tells one form of its maker from another, so that none makes two requests. */
export type StoredRequest = VehicleRequest & {
  readonly form: string;
  /** What names it to a program that sends it twice, and the hash of what was sent. */
  readonly sent?: { readonly unique: string; readonly sha256: string } | null | undefined;
};

export function requestKey(id: string): RecordKey {
  return { collection: 'requests', id };
}

/** By which tag requests are found that a whole side may read. */
export function ofManufacturer(manufacturerId: string): string {
  return `maker:${manufacturerId}`;
}
export function ofExporter(uscc: string): string {
  return `exporter:${uscc}`;
}
/** Every one that was submitted: drafts are for their writers. */
export const EVERY_REQUEST = 'all';

/** Tags by which a list of requests is narrowed. */
export const requestTags = {
  state: (state: VehicleRequest['state']) => `state:${state}`,
  kind: (kind: VehicleRequest['kind']) => `kind:${kind}`,
  vin: (vin: string) => `vin:${vin}`,
  reference: (reference: string) => `reference:${reference}`,
  number: (number: string) => `number:${number}`,
  /** For whom it is asked, where somebody narrows the list of a manufacturer: by the credit code, or by the whole name. */
  for: (exporter: string) => `for:${exporterText(exporter)}`,
  /** Open, and asked for by the exporter itself. */
  openOf: (uscc: string) => `open-of:${uscc}`,
  /** In which month (`YYYY-MM`) it is erased, or its attachments. */
  erased: (month: string) => `erased:${month}`,
  attachmentsErased: (month: string) => `attachments-erased:${month}`,
  /** Waits for its manufacturer to decide on some of its vehicles. */
  undecided: 'undecided',
} as const;

/** However width, case and spaces are typed. */
function exporterText(typed: string): string {
  return typed.normalize('NFKC').toUpperCase().replace(/\s/g, '');
}

/** One form of one actor makes one request. */
export function formText(actorId: string, form: string): string {
  return `form:${actorId}:${form}`;
}

export function referenceText(reference: string): string {
  return `reference:${reference}`;
}

/** A draft is found by the side that writes it alone. */
function visibleTo(request: VehicleRequest): readonly string[] {
  const exporter = ofExporter(request.exporter.uscc);
  const manufacturer = ofManufacturer(request.manufacturerId);
  if (request.submittedAt !== null) return [exporter, manufacturer];
  return [request.side === 'exporter' ? exporter : manufacturer];
}

/** Those of an exporter's people on which something is still to be decided: so many they may have. */
function openOf({ side, state, exporter }: VehicleRequest): readonly string[] {
  const isOpen = state === 'submitted' || state === 'asked-back';
  return side === 'exporter' && isOpen ? [requestTags.openOf(exporter.uscc)] : [];
}

/** When what is kept of it for a time only is erased. */
function endsOf(request: VehicleRequest): readonly string[] {
  const [whole, attachments] = [erasedAt(request), attachmentsErasedAt(request)];
  return [
    ...(whole === null ? [] : [requestTags.erased(whole.slice(0, 7))]),
    ...(attachments === null ? [] : [requestTags.attachmentsErased(attachments.slice(0, 7))]),
  ];
}

/** The record of a request, newest submitted first. */
export function requestRecord({ version: _, ...request }: StoredRequest): NewRecord {
  const { id, kind, state, reference, lines, exporter, concerns, createdBy, form, sent } = request;
  const numbers = [concerns?.number ?? null, ...lines.map(({ number }) => number)].filter((number) => number !== null);
  const tags = [
    ...(isPrivate(request) ? [] : [EVERY_REQUEST]),
    ...visibleTo({ ...request, version: 0 }),
    requestTags.state(state),
    ...endsOf({ ...request, version: 0 }),
    ...openOf({ ...request, version: 0 }),
    requestTags.kind(kind),
    requestTags.reference(reference),
    requestTags.for(exporter.uscc),
    requestTags.for(exporter.name),
    ...(state === 'submitted' && lines.some(isUndecided) ? [requestTags.undecided] : []),
    ...numbers.map(requestTags.number),
    ...lines.flatMap(({ vehicle }) => (vehicle.vin === '' ? [] : [requestTags.vin(vehicle.vin)])),
  ];
  return {
    ...requestKey(id),
    at: request.submittedAt ?? request.createdAt,
    unique: [referenceText(reference), formText(createdBy.id, form), ...(sent == null ? [] : [sent.unique])],
    tags: [...new Set(tags)],
    data: JSON.stringify(REQUEST.parse(request)),
  };
}

export function readRequest(record: CollectedRecord): StoredRequest {
  return { ...REQUEST.parse(JSON.parse(record.data)), version: record.version };
}

const STORED_OCTETS = z.object({
  base64: z.string(),
  /** Ids of the requests that hold them. */
  holders: z.array(z.string()).default([]),
});

/** Requests that may hold the same octets. */
const MAX_HOLDERS = 10_000;

/** Where the octets of an attachment are: by their hash, once in all requests of whoever attached them. */
export function octetsKey({ id, sha256, storedFor }: Pick<Attachment, 'id' | 'sha256' | 'storedFor'>): RecordKey {
  return { collection: 'request-attachments', id: storedFor === null ? id : `${storedFor}.${sha256}` };
}

/** The octets with one more request that holds them; null where too many do. `former` is what is stored of them. */
export function heldOctets(
  attachment: Pick<Attachment, 'id' | 'sha256' | 'storedFor' | 'at'>,
  bytes: Uint8Array,
  requestId: string,
  former: CollectedRecord | null,
): NewRecord | null {
  const others = former === null ? [] : storedOctets(former).holders.filter((id) => id !== requestId);
  if (others.length >= MAX_HOLDERS) return null;
  const data = { base64: Buffer.from(bytes).toString('base64'), holders: [...others, requestId] };
  const tags = [storedForTag(attachment.storedFor ?? '')];
  return { ...octetsKey(attachment), at: attachment.at, unique: [], tags, data: JSON.stringify(data) };
}

/** What becomes of octets that a request holds no longer: whoever holds them last takes them along. */
export function releasedOctets(
  key: RecordKey,
  record: CollectedRecord | null,
  requestId: string,
): Pick<CollectionChange<null>, 'put' | 'remove'> {
  if (record === null) return { put: [], remove: [] };
  const stored = storedOctets(record);
  const holders = stored.holders.filter((id) => id !== requestId);
  if (holders.length === 0) return { put: [], remove: [key] };
  const { version: _version, ...former } = record;
  return { put: [{ ...former, collection: key.collection, data: JSON.stringify({ ...stored, holders }) }], remove: [] };
}

/** The tag of octets that are stored for an organisation. */
export function storedForTag(organisationId: string): string {
  return `attached-by:${organisationId}`;
}

export function readOctets(record: CollectedRecord): Uint8Array {
  return new Uint8Array(Buffer.from(storedOctets(record).base64, 'base64'));
}

function storedOctets(record: CollectedRecord): z.infer<typeof STORED_OCTETS> {
  return STORED_OCTETS.parse(JSON.parse(record.data));
}
