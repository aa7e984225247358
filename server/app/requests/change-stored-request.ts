import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type AuditStream, manufacturerStream } from '../../model/access/audit-entry.ts';
import { type Action, isPermitted, type Owner, reachOf } from '../../model/access/permissions.ts';
import { isPrivate, readersOf, type VehicleRequest } from '../../model/requests/vehicle-request.ts';
import {
  type CollectedRecord,
  type CollectionChange,
  type Collections,
  MAX_DATA_LENGTH,
  type NewRecord,
  type RecordKey,
} from '../../ports/collections.ts';
import { type Act, type ActDependencies, auditEntry, authorize, performInStore } from '../access/act.ts';
import { readRequest, requestKey, requestRecord, type StoredRequest } from './request-records.ts';

export type StoredRequestDependencies = ActDependencies & { readonly collections: Collections };

/** Who asks to change which request. */
export type RequestTarget = {
  readonly id: string;
  /** As its asker saw it; null for whatever stands. */
  readonly version: number | null;
  readonly actor: Actor;
};

/** How a request is changed. */
export type RequestAct = {
  readonly action: Extract<Action, 'make-request' | 'decide-request'>;
  readonly owner: (request: VehicleRequest) => Owner;
  /** The chain that tells it; that of the request as it was where left out. */
  readonly stream?: (request: VehicleRequest) => AuditStream;
};

/** What a decision makes of a request: null where nothing is to be done. */
export type RequestChange = {
  readonly request: StoredRequest;
  readonly detail?: Readonly<Record<string, string>>;
  readonly put?: readonly NewRecord[];
  readonly remove?: readonly RecordKey[];
} | null;

/** A request that the actor may see; any other is unknown. */
export async function visibleRequest(
  { collections }: { readonly collections: Pick<Collections, 'find'> },
  id: string,
  actor: Actor,
): Promise<StoredRequest | null> {
  const record = await collections.find('requests', id);
  if (record === null) return null;
  const request = readRequest(record);
  if (isPrivate(request) && reachOf(actor, 'read-requests') === 'all') return null;
  return isPermitted(actor, 'read-requests', readersOf(request)) ? request : null;
}

/**
 * The request that the actor may change so. One that it cannot see is `request-unknown`, whatever it may do to its own; every
 * refusal is told.
 */
export async function changeableRequest(
  deps: StoredRequestDependencies,
  { id, actor }: Pick<RequestTarget, 'id' | 'actor'>,
  { action, owner }: RequestAct,
): Promise<Result<StoredRequest>> {
  const request = await visibleRequest(deps, id, actor);
  const subject = { kind: 'request', id } as const;
  const permitted = await authorize(deps, actor, action, subject, request === null ? {} : owner(request));
  if (!permitted.ok) {
    const isHidden =
      request === null && reachOf(actor, action) !== 'none' && permitted.problem.code === 'not-permitted';
    return isHidden ? refuse('request-unknown') : permitted;
  }
  return request === null ? refuse('request-unknown') : succeed(request);
}

/**
 * Decides on a request as it stands and saves it with its entry in the audit log. Refused with `request-changed` where
 * somebody changed it since the version that was seen.
 */
export async function changeStoredRequest(
  deps: StoredRequestDependencies,
  target: RequestTarget,
  how: RequestAct,
  decide: (request: StoredRequest, at: string, beside: readonly (CollectedRecord | null)[]) => Result<RequestChange>,
  /** Records that the decision is about, too. */
  beside: readonly RecordKey[] = [],
): Promise<Result<VehicleRequest>> {
  const found = await changeableRequest(deps, target, how);
  if (!found.ok) return found;
  const { actor, id, version } = target;
  const stream = (how.stream ?? streamOf)(found.value);
  const act: Act = { stream, actor, action: how.action, subject: { kind: 'request', id } };
  return performInStore(deps, act, async () => {
    const at = deps.clock.now();
    return deps.collections.change<Result<VehicleRequest>>([requestKey(id), ...beside], ([record, ...others]) => {
      if (record === null || record === undefined) return unchanged(refuse('request-unknown'));
      const request = readRequest(record);
      const decided = decide(request, at, others);
      if (!decided.ok) return unchanged(decided);
      if (decided.value === null)
        return {
          ...unchanged(succeed(request)),
          entries: [auditEntry(act, 'succeeded', at, { outcome: 'unchanged' })],
        };
      if (version !== null && version !== record.version) return unchanged(refuse('request-changed'));
      return saved(act, at, record.version, decided.value);
    });
  });
}

function saved(
  act: Act,
  at: string,
  version: number,
  { request, detail = {}, put = [], remove = [] }: NonNullable<RequestChange>,
): CollectionChange<Result<VehicleRequest>> {
  const record = requestRecord(request);
  if (record.data.length > MAX_DATA_LENGTH) return unchanged(refuse('request-too-large'));
  const told = { state: request.state, lines: String(request.lines.length), ...detail };
  const entries = [auditEntry(act, 'succeeded', at, told)];
  return { put: [record, ...put], remove, entries, answer: succeed({ ...request, version: version + 1 }) };
}

function unchanged<Answer>(answer: Answer): CollectionChange<Answer> {
  return { put: [], remove: [], entries: [], answer };
}

/** A manufacturer's chain tells nothing of what an exporter has not submitted. */
export function streamOf({ side, submittedAt, manufacturerId }: VehicleRequest): AuditStream {
  return side === 'exporter' && submittedAt === null ? 'operator' : manufacturerStream(manufacturerId);
}
