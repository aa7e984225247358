import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ActorRef } from '../access/actor.ts';
import type { Owner } from '../access/permissions.ts';

/** What an exporter may ask a manufacturer for. `replacement`: of a confirmation that was issued, with other data. */
export const REQUEST_KINDS = ['issue', 'replacement', 'withdrawal'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/**
 * How a request stands. `draft`: only who makes it sees it. `asked-back`: the manufacturer waits for an answer. `closed`:
 * nothing of it is left to be done.
 */
export const REQUEST_STATES = ['draft', 'submitted', 'asked-back', 'closed', 'cancelled'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const LINE_STATES = ['open', 'refused', 'proposed', 'issued', 'failed'] as const;
export type LineState = (typeof LINE_STATES)[number];

/** A vehicle as it is asked for: exactly what a confirmation is issued from. In a draft every text may be empty or wrong. */
export type RequestedVehicle = {
  readonly vin: string;
  readonly brand: string;
  readonly model: string;
  /** YYYY-MM-DD. */
  readonly firstRegistration: string;
  readonly transferForExport?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly destination: string;
  /** Ids of outlets; left out: all that are active in the destination. */
  readonly outlets?: readonly string[] | undefined;
};

/** A warning that somebody accepts, and why. */
export type AcceptedWarning = { readonly code: string; readonly reason: string };

/** One vehicle of a request. Its number stays the same for as long as the line is there. */
export type RequestLine = {
  /** From 1. */
  readonly line: number;
  /** Its row in the sheet that it was read from; null where it was typed. */
  readonly row: number | null;
  readonly vehicle: RequestedVehicle;
  readonly accepted: readonly AcceptedWarning[];
  readonly state: LineState;
  /** Why it was refused, or the code with which issuing failed. */
  readonly reason: string | null;
  /** The batch that it was last proposed in. */
  readonly batchId: string | null;
  /** Of the confirmation that was issued for it. */
  readonly number: string | null;
};

export const REQUEST_EVENTS = [
  'made',
  'draft-ending',
  'changed',
  'submitted',
  'asked-back',
  'answered',
  'attached',
  'detached',
  'attachments-erased',
  'outlets-changed',
  'refused',
  'reopened',
  'proposed',
  'issued',
  'failed',
  'ended',
  'closed',
  'cancelled',
] as const;
export type RequestEventKind = (typeof REQUEST_EVENTS)[number];

/** One step of a request, as its timeline shows it. */
export type RequestEvent = {
  readonly at: IsoInstant;
  readonly by: ActorRef;
  readonly kind: RequestEventKind;
  /** What was written with it: a question, an answer, a reason, the name of a file. */
  readonly text: string | null;
  /** Which lines it is about; none: the request as a whole. */
  readonly lines: readonly number[];
};

export const ATTACHMENT_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

/** A file that lies with a request, such as the scan of a registration certificate. */
export type Attachment = {
  readonly id: string;
  readonly name: string;
  readonly type: AttachmentType;
  readonly bytes: number;
  /** In lower-case hex. */
  readonly sha256: string;
  /** The organisation whose octets of this hash are stored once; null for those of former versions, stored by its id. */
  readonly storedFor: string | null;
  readonly at: IsoInstant;
  readonly by: ActorRef;
};

/** For whom confirmations are asked for. `organisationId` is null where the exporter has no organisation here. */
export type RequestExporter = { readonly organisationId: string | null; readonly name: string; readonly uscc: string };

/** What somebody asks one manufacturer for. */
export type VehicleRequest = {
  readonly id: string;
  /** By which people name it. */
  readonly reference: string;
  readonly kind: RequestKind;
  /** The confirmation that is to be replaced or withdrawn, and why; null where one is to be issued. */
  readonly concerns: { readonly number: string; readonly reason: string } | null;
  /** Whose people write it: the exporter's, or the manufacturer's own for an exporter. */
  readonly side: 'exporter' | 'manufacturer';
  readonly exporter: RequestExporter;
  readonly manufacturerId: string;
  readonly applicationDate: string | null;
  /** Of the document; null: as the destinations have it. */
  readonly languages: readonly string[] | null;
  readonly state: RequestState;
  /** Of its record: counts up with each change. */
  readonly version: number;
  readonly lines: readonly RequestLine[];
  readonly events: readonly RequestEvent[];
  readonly attachments: readonly Attachment[];
  readonly createdBy: ActorRef;
  readonly createdAt: IsoInstant;
  readonly submittedAt: IsoInstant | null;
};

/** Whether only the side that writes a request sees it: whoever looks over everything does not, either. */
export function isPrivate({ state, submittedAt }: Pick<VehicleRequest, 'state' | 'submittedAt'>): boolean {
  return state === 'draft' || submittedAt === null;
}

/** Who may read a request: both sides, but a draft only that side which writes it. */
export function readersOf(request: VehicleRequest): Owner {
  return isPrivate(request)
    ? writersOf(request)
    : { ...sideOf(request, 'exporter'), ...sideOf(request, 'manufacturer') };
}

/** Who may change what is asked for. */
export function writersOf(request: VehicleRequest): Owner {
  return sideOf(request, request.side);
}

/** Who decides on it: the manufacturer, once it was submitted. */
export function decidersOf(request: VehicleRequest): Owner {
  return request.submittedAt === null ? {} : sideOf(request, 'manufacturer');
}

function sideOf({ exporter, manufacturerId }: VehicleRequest, side: VehicleRequest['side']): Owner {
  if (side === 'manufacturer') return { manufacturerId };
  const { organisationId, uscc } = exporter;
  return { exporterUscc: uscc, ...(organisationId === null ? {} : { organisationId }) };
}

/** What stays in a request of a confirmation's lines where nothing was issued, refused or proposed. */
export function isUndecided({ state }: RequestLine): boolean {
  return state === 'open' || state === 'failed';
}
