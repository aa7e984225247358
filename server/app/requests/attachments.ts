import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import type { Attachment, AttachmentType, RequestState, VehicleRequest } from '../../model/requests/vehicle-request.ts';
import { writersOf } from '../../model/requests/vehicle-request.ts';
import { randomId } from '../base64-url.ts';
import { sha256Hex } from '../digest.ts';
import {
  changeStoredRequest,
  type RequestTarget,
  type StoredRequestDependencies,
  visibleRequest,
} from './change-stored-request.ts';
import { findRequest, type ListRequestsDependencies } from './list-requests.ts';
import { heldOctets, octetsKey, readOctets, releasedOctets, storedForTag } from './request-records.ts';
import { wrongState } from './set-content.ts';

export const MAX_ATTACHMENTS = 20;
/** Different ones of an organisation, over all its requests: 4 GB at most. Those of ended requests are erased in time. */
export const MAX_ATTACHMENTS_IN_ALL = 2_000;
export const MAX_ATTACHMENT_BYTES = 2 * 1024 * 1024;
const MAX_NAME = 80;

const HOW = { action: 'make-request', owner: writersOf } as const;
const ATTACHABLE: readonly RequestState[] = ['draft', 'submitted', 'asked-back'];

export type AttachDependencies = StoredRequestDependencies & {
  readonly randomBytes: (count: number) => Uint8Array;
};

/** A file as somebody gives it. Its name is only shown; what it is, its first octets say. */
export type GivenFile = { readonly name: string; readonly bytes: Uint8Array };

/** Lays a file with a request. The same octets again change nothing. */
export async function attachFile(
  deps: AttachDependencies,
  target: RequestTarget,
  { name, bytes }: GivenFile,
): Promise<Result<VehicleRequest>> {
  const type = typeOf(bytes);
  const sha256 = sha256Hex(bytes);
  const storedFor = target.actor.organisation?.id ?? '';
  const place = { id: randomId(deps.randomBytes(12)), sha256, storedFor };
  const stored = await deps.collections.count('request-attachments', [storedForTag(storedFor)], MAX_ATTACHMENTS_IN_ALL);
  return changeStoredRequest(
    deps,
    target,
    HOW,
    (request, at, [former = null]) => {
      if (!ATTACHABLE.includes(request.state)) return wrongState(request);
      if (bytes.length > MAX_ATTACHMENT_BYTES)
        return refuse('attachment-too-large', { most: MAX_ATTACHMENT_BYTES / 1024 / 1024 });
      if (type === null) return refuse('attachment-not-accepted');
      if (request.attachments.some((attached) => attached.sha256 === sha256)) return succeed(null);
      if (request.attachments.length >= MAX_ATTACHMENTS)
        return refuse('too-many-attachments', { most: MAX_ATTACHMENTS });
      const by = actorRef(target.actor);
      const attachment: Attachment = { ...place, name: shownName(name, type), type, bytes: bytes.length, at, by };
      const octets = heldOctets(attachment, bytes, request.id, former);
      if (octets === null || (former === null && stored >= MAX_ATTACHMENTS_IN_ALL))
        return refuse('too-many-attachments-in-all', { most: MAX_ATTACHMENTS_IN_ALL });
      const attachments = [...request.attachments, attachment];
      const told = withEvent({ ...request, attachments }, 'attached', { by, at }, { text: attachment.name });
      return succeed({ request: { ...told, form: request.form }, detail: { attached: sha256 }, put: [octets] });
    },
    [octetsKey(place)],
  );
}

/** Takes a file away, with its octets where no other request holds them. One that is not there any more changes nothing. */
export async function detachFile(
  deps: StoredRequestDependencies,
  target: RequestTarget,
  attachmentId: string,
): Promise<Result<VehicleRequest>> {
  const attached = (request: VehicleRequest | null) => request?.attachments.find(({ id }) => id === attachmentId);
  const seen = attached(await visibleRequest(deps, target.id, target.actor));
  const keys = seen === undefined ? [] : [octetsKey(seen)];
  return changeStoredRequest(
    deps,
    target,
    HOW,
    (request, at, [octets = null]) => {
      const attachment = attached(request);
      if (attachment === undefined) return succeed(null);
      if (!ATTACHABLE.includes(request.state)) return wrongState(request);
      const attachments = request.attachments.filter((other) => other !== attachment);
      const moment = { by: target.actor, at };
      const told = withEvent({ ...request, attachments }, 'detached', moment, { text: attachment.name });
      const detail = { detached: attachment.sha256 };
      const left = releasedOctets(octetsKey(attachment), octets, request.id);
      return succeed({ request: { ...told, form: request.form }, detail, ...left });
    },
    keys,
  );
}

export type ReadAttachment = { readonly attachment: Attachment; readonly bytes: Uint8Array };

/** A file of a request that the actor may read; any other is unknown. */
export async function readRequestAttachment(
  deps: ListRequestsDependencies,
  requestId: string,
  attachmentId: string,
  actor: Actor,
): Promise<Result<ReadAttachment>> {
  const request = await findRequest(deps, requestId, actor);
  if (!request.ok) return request;
  const attachment = request.value.attachments.find(({ id }) => id === attachmentId);
  if (attachment === undefined) return refuse('attachment-unknown');
  const record = await deps.collections.find('request-attachments', octetsKey(attachment).id);
  return record === null ? refuse('attachment-unknown') : succeed({ attachment, bytes: readOctets(record) });
}

const BEGINNINGS: readonly (readonly [AttachmentType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];
const ENDING: Readonly<Record<AttachmentType, string>> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
};

/** What the octets are; null for what is not taken. */
function typeOf(bytes: Uint8Array): AttachmentType | null {
  const found = BEGINNINGS.find(([, beginning]) => beginning.every((octet, at) => bytes[at] === octet));
  return found?.[0] ?? null;
}

/** The last part of the name that it was given, with the ending of what it is. */
function shownName(name: string, type: AttachmentType): string {
  const last = name.normalize('NFC').toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(/[\p{C}<>:"|?*]/gu, '').replace(/\.[^.]{0,8}$/, '');
  const stem = plain
    .replace(/^[.\s]+/, '')
    .slice(0, MAX_NAME)
    .trim()
    .toWellFormed();
  return `${stem === '' ? 'file' : stem}${ENDING[type]}`;
}
