import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { SERVICE } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import { STANDING_STATES, settledRequest, successorOf } from '../../model/requests/settled-request.ts';
import type { VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { CollectedRecord, Collections } from '../../ports/collections.ts';
import type { Registry } from '../../ports/registry.ts';
import { type Act, type ActDependencies, auditEntry } from '../access/act.ts';
import { readRequest, requestKey, requestRecord, requestTags, type StoredRequest } from './request-records.ts';

export type SettleDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly registry: Pick<Registry, 'find'>;
  /** Told of a request once, by whoever changed it. */
  readonly onSettled: (request: VehicleRequest) => void;
};

/** Requests that are read at once. */
const PAGE = 100;

/**
 * Tells requests for withdrawal and replacement what the registry says was done of them, and closes those that are done; gives
 * how many changed. The registry is what counts, so that it does not matter who withdrew or issued, nor where a process died: a
 * later look finds the same. `number`: only those that concern this confirmation.
 */
export async function settleRequests(deps: SettleDependencies, number: string | null = null): Promise<number> {
  // Over an older database nothing is known to have been done.
  if ((await deps.journal?.standing()) === 'set-back') return 0;
  let settled = 0;
  for (const kind of ['withdrawal', 'replacement'] as const)
    for (const state of STANDING_STATES) {
      const ofNumber = number === null ? [] : [requestTags.number(number)];
      const tags = [...ofNumber, requestTags.kind(kind), requestTags.state(state)];
      for await (const request of every(deps, tags)) if (await settle(deps, request)) settled += 1;
    }
  return settled;
}

async function* every({ collections }: SettleDependencies, tags: readonly string[]): AsyncIterable<StoredRequest> {
  let after: CollectedRecord | null = null;
  do {
    const records: readonly CollectedRecord[] = await collections.list('requests', { tags, after, limit: PAGE });
    yield* records.map(readRequest);
    after = records.length < PAGE ? null : (records.at(-1) ?? null);
  } while (after !== null);
}

/** Whether it changed the request. */
async function settle(deps: SettleDependencies, request: StoredRequest): Promise<boolean> {
  const confirmation = request.concerns === null ? null : await deps.registry.find(request.concerns.number);
  if (confirmation === null) return false;
  const successor = await successorIn(deps, confirmation);
  const at = deps.clock.now();
  const settled = (standing: StoredRequest) => settledRequest(standing, confirmation, successor, { by: SERVICE, at });
  if (settled(request) === null) return false;
  const { id, manufacturerId } = request;
  const stream = manufacturerStream(manufacturerId);
  const act: Act = { stream, actor: SERVICE, action: 'decide-request', subject: { kind: 'request', id } };
  // Another instance may do the same: whoever changes the record tells of it.
  const told = await deps.collections.change([requestKey(id)], ([record]) => {
    const standing = record === null || record === undefined ? null : readRequest(record);
    const next = standing === null ? null : settled(standing);
    if (standing === null || next === null) return { put: [], remove: [], entries: [], answer: null };
    const detail = { decision: 'settle', state: next.state, lines: String(next.lines.length) };
    const put = [requestRecord({ ...next, form: standing.form })];
    return { put, remove: [], entries: [auditEntry(act, 'succeeded', at, detail)], answer: next };
  });
  if (told === null) return false;
  await deps.journal?.keep();
  deps.onSettled(told);
  return true;
}

async function successorIn(
  { registry }: SettleDependencies,
  confirmation: RegisteredConfirmation,
): Promise<RegisteredConfirmation | null> {
  const number = successorOf(confirmation);
  return number === null ? null : registry.find(number);
}
