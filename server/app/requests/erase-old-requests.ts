import { SERVICE } from '../../model/access/actor.ts';
import type { AuditAction } from '../../model/access/audit-entry.ts';
import {
  attachmentsErasedAt,
  DRAFT_NOTICE_DAYS,
  daysBefore,
  erasedAt,
  isToldOfEnd,
} from '../../model/requests/request-ages.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import type { VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { CollectedRecord, CollectionChange, Collections } from '../../ports/collections.ts';
import { type Act, type ActDependencies, auditEntry } from '../access/act.ts';
import { streamOf } from './change-stored-request.ts';
import {
  octetsKey,
  readRequest,
  releasedOctets,
  requestKey,
  requestRecord,
  requestTags,
  type StoredRequest,
} from './request-records.ts';

export type EraseRequestDependencies = ActDependencies & {
  readonly collections: Collections;
  /** Told once of a draft that is about to be erased. */
  readonly onDraftEnding: (request: VehicleRequest) => void;
};

/** Months that are looked at: a service that stood still for longer leaves what is older. */
const MONTHS_BACK = 24;
/** Records that are read at once. */
const PAGE = 50;

/**
 * Erases what was kept long enough: the octets of attachments of requests that ended, and requests that were never submitted,
 * of which their writers are told before. Gives how many it erased something of.
 */
export async function eraseOldRequests(deps: EraseRequestDependencies): Promise<number> {
  if ((await deps.journal?.standing()) === 'set-back') return 0;
  const now = deps.clock.now();
  let erased = 0;
  for (const month of monthsUpTo(daysBefore(now, -DRAFT_NOTICE_DAYS)))
    for (const tag of [requestTags.erased(month), requestTags.attachmentsErased(month)])
      for await (const request of every(deps, tag)) if (await eraseOf(deps, request, now)) erased += 1;
  return erased;
}

/** From the oldest; `YYYY-MM`. */
function monthsUpTo(instant: string): readonly string[] {
  const [year = 0, month = 0] = instant.slice(0, 7).split('-').map(Number);
  return Array.from({ length: MONTHS_BACK + 1 }, (_, index) => {
    const at = new Date(Date.UTC(year, month - 1 - MONTHS_BACK + index, 1));
    return at.toISOString().slice(0, 7);
  });
}

async function* every({ collections }: EraseRequestDependencies, tag: string): AsyncIterable<StoredRequest> {
  let after: CollectedRecord | null = null;
  do {
    const records: readonly CollectedRecord[] = await collections.list('requests', { tags: [tag], after, limit: PAGE });
    yield* records.map(readRequest);
    after = records.length < PAGE ? null : (records.at(-1) ?? null);
  } while (after !== null);
}

type Step = 'erase-draft' | 'tell-draft-ending' | 'erase-attachments';

/** What is to be done with a request by now; null for nothing. */
function stepOf(request: VehicleRequest, now: string): Step | null {
  const files = attachmentsErasedAt(request);
  if (files !== null && files <= now) return 'erase-attachments';
  const due = erasedAt(request);
  if (due === null) return null;
  if (request.state === 'draft' && !isToldOfEnd(request))
    return daysBefore(due, DRAFT_NOTICE_DAYS) <= now ? 'tell-draft-ending' : null;
  return due <= now ? 'erase-draft' : null;
}

/** Whether something was erased. Another instance may do the same: whoever changes the record tells of it. */
async function eraseOf(deps: EraseRequestDependencies, request: StoredRequest, now: string): Promise<boolean> {
  if (stepOf(request, now) === null) return false;
  const files = request.attachments.map(octetsKey);
  const keys = [requestKey(request.id), ...files];
  const done = await deps.collections.change<{ step: Step; request: StoredRequest } | null>(
    keys,
    ([record, ...found]) => {
      const standing = record === null || record === undefined ? null : readRequest(record);
      // Of what was changed since it was listed, other files would have to be read: its turn comes again.
      const step = standing?.version !== request.version ? null : stepOf(standing, now);
      if (standing === null || step === null) return { put: [], remove: [], entries: [], answer: null };
      const released = files.map((key, index) => releasedOctets(key, found[index] ?? null, request.id));
      return { ...changeOf(standing, step, now, released), answer: { step, request: standing } };
    },
  );
  if (done === null) return false;
  await deps.journal?.keep();
  if (done.step !== 'tell-draft-ending') return true;
  deps.onDraftEnding(done.request);
  return false;
}

const ACTIONS: Readonly<Record<Exclude<Step, 'tell-draft-ending'>, AuditAction>> = {
  'erase-draft': 'erase-request',
  'erase-attachments': 'erase-attachments',
};

function changeOf(
  request: StoredRequest,
  step: Step,
  at: string,
  released: readonly Pick<CollectionChange<null>, 'put' | 'remove'>[],
): Omit<CollectionChange<null>, 'answer'> {
  const moment = { by: SERVICE, at };
  const saved = (next: VehicleRequest) => requestRecord({ ...next, form: request.form });
  if (step === 'tell-draft-ending')
    return { put: [saved(withEvent(request, 'draft-ending', moment))], remove: [], entries: [] };
  const { id, attachments, state } = request;
  const detail = { state, attachments: String(attachments.length) };
  const act: Act = {
    stream: streamOf(request),
    actor: SERVICE,
    action: ACTIONS[step],
    subject: { kind: 'request', id },
  };
  const entries = [auditEntry(act, 'succeeded', at, detail)];
  const put = released.flatMap((octets) => octets.put);
  const remove = released.flatMap((octets) => octets.remove);
  if (step === 'erase-draft') return { put, remove: [requestKey(id), ...remove], entries };
  const without = withEvent({ ...withoutNames(request), attachments: [] }, 'attachments-erased', moment);
  return { put: [saved(without), ...put], remove, entries };
}

/** Names of scans may be those of owners. */
function withoutNames(request: StoredRequest): StoredRequest {
  const isOfFile = (kind: string) => kind === 'attached' || kind === 'detached';
  return {
    ...request,
    events: request.events.map((event) => (isOfFile(event.kind) ? { ...event, text: null } : event)),
  };
}
