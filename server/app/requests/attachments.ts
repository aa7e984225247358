import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import type { Attachment, AttachmentType, RequestState, VehicleRequest } from '../../model/requests/vehicle-request.ts';
import { writersOf } from '../../model/requests/vehicle-request.ts';
import { randomId } from '../base64-url.ts';
import { sha256Hex } from '../digest.ts';
import { changeStoredRequest, type RequestTarget, type StoredRequestDependencies } from './change-stored-request.ts';
import { findRequest, type ListRequestsDependencies } from './list-requests.ts';
import { attachedBy, attachmentKey, attachmentRecord, readAttachment } from './request-records.ts';
import { wrongState } from './set-content.ts';

export const MAX_ATTACHMENTS = 20;
/** Of one organisation, over all its requests: 4 GB at most. Those of ended requests are erased in time. */
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
  const id = randomId(deps.randomBytes(12));
  const organisationId = target.actor.organisation?.id ?? '';
  const tags = [attachedBy(organisationId)];
  const held = await deps.collections.count('request-attachments', tags, MAX_ATTACHMENTS_IN_ALL);
  return changeStoredRequest(deps, target, HOW, (request, at) => {
    if (!ATTACHABLE.includes(request.state)) return wrongState(request);
    if (bytes.length > MAX_ATTACHMENT_BYTES)
      return refuse('attachment-too-large', { most: MAX_ATTACHMENT_BYTES / 1024 / 1024 });
    if (type === null) return refuse('attachment-not-accepted');
    if (request.attachments.some((former) => former.sha256 === sha256)) return succeed(null);
    if (request.attachments.length >= MAX_ATTACHMENTS) return refuse('too-many-attachments', { most: MAX_ATTACHMENTS });
    if (held >= MAX_ATTACHMENTS_IN_ALL) return refuse('too-many-attachments-in-all', { most: MAX_ATTACHMENTS_IN_ALL });
    const by = actorRef(target.actor);
    const attachment: Attachment = { id, name: shownName(name, type), type, bytes: bytes.length, sha256, at, by };
    const attachments = [...request.attachments, attachment];
    const told = withEvent({ ...request, attachments }, 'attached', { by, at }, { text: attachment.name });
    const record = attachmentRecord({ id, requestId: request.id, base64: toBase64(bytes) }, organisationId, at);
    return succeed({ request: { ...told, form: request.form }, detail: { attached: sha256 }, put: [record] });
  });
}

/** Takes a file away, with its octets. One that is not there any more changes nothing. */
export function detachFile(
  deps: StoredRequestDependencies,
  target: RequestTarget,
  attachmentId: string,
): Promise<Result<VehicleRequest>> {
  return changeStoredRequest(deps, target, HOW, (request, at) => {
    const attachment = request.attachments.find(({ id }) => id === attachmentId);
    if (attachment === undefined) return succeed(null);
    if (!ATTACHABLE.includes(request.state)) return wrongState(request);
    const attachments = request.attachments.filter((other) => other !== attachment);
    const told = withEvent(
      { ...request, attachments },
      'detached',
      { by: target.actor, at },
      { text: attachment.name },
    );
    const detail = { detached: attachment.sha256 };
    return succeed({ request: { ...told, form: request.form }, detail, remove: [attachmentKey(attachmentId)] });
  });
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
  const record = attachment === undefined ? null : await deps.collections.find('request-attachments', attachmentId);
  if (attachment === undefined || record === null) return refuse('attachment-unknown');
  const bytes = new Uint8Array(Buffer.from(readAttachment(record).base64, 'base64'));
  return succeed({ attachment, bytes });
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

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
