import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import type { Actor } from '../../model/access/actor.ts';
import {
  REQUEST_KINDS,
  REQUEST_STATES,
  type RequestKind,
  type RequestState,
  type VehicleRequest,
} from '../../model/requests/vehicle-request.ts';
import type { Collections } from '../../ports/collections.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';
import { type CollectedPage, collectedPage } from '../collected-page.ts';
import { readInput } from '../confirmations/read-input.ts';
import { visibleRequest } from './change-stored-request.ts';
import { EVERY_REQUEST, ofExporter, ofManufacturer, readRequest, requestTags } from './request-records.ts';

export type ListRequestsDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly collections: Pick<Collections, 'find' | 'list' | 'count'>;
};

/** Requests of one page. */
export const REQUESTS_LISTED = 20;
/** How far waiting requests are counted. */
export const MAX_COUNTED = 1_000;

/** What a list of requests is asked for with, every value as text; an empty one asks for nothing. */
export const requestListSchema = z.strictObject({
  state: z
    .enum(['', ...REQUEST_STATES])
    .default('')
    .meta({ description: 'Only those that stand so' }),
  kind: z
    .enum(['', ...REQUEST_KINDS])
    .default('')
    .meta({ description: 'Only those of this kind' }),
  text: z
    .string()
    .trim()
    .max(60)
    .default('')
    .meta({ description: 'A whole VIN, the reference of a request, or the number of a confirmation' }),
  exporter: z
    .string()
    .trim()
    .max(120)
    .default('')
    .meta({ description: 'The credit code of the exporter, or its whole name' }),
  undecided: z
    .enum(['', '1'])
    .default('')
    .meta({ description: '`1`: only those with vehicles that wait for a decision' }),
  cursor: z.string().max(400).default('').meta({ description: 'The `nextCursor` of the page before' }),
});
export type RequestListQuestion = z.infer<typeof requestListSchema>;

export type RequestPage = CollectedPage<VehicleRequest>;

/** A page of the requests that the actor may see and that all filters fit, newest first. */
export async function listRequests(
  deps: ListRequestsDependencies,
  input: unknown,
  actor: Actor,
): Promise<Result<RequestPage>> {
  const permitted = await readable(deps, actor, 'read-requests', { kind: 'request', id: 'all' });
  if (!permitted.ok) return permitted;
  const parsed = readInput(requestListSchema, input);
  if (!parsed.ok) return parsed;
  const cursor = parsed.value.cursor === '' ? null : parsed.value.cursor;
  const tags = [...tagsOf(parsed.value), scopeOf(permitted.value, actor)];
  return collectedPage(deps.collections, 'requests', { tags, cursor, limit: REQUESTS_LISTED }, readRequest);
}

/** How many requests that are asked for so the actor may see, counted up to `MAX_COUNTED`. */
export async function countRequests(
  deps: ListRequestsDependencies,
  asked: { readonly state?: RequestState; readonly kind?: RequestKind; readonly undecided?: true },
  actor: Actor,
): Promise<number> {
  const permitted = await readable(deps, actor, 'read-requests', { kind: 'request', id: 'all' });
  if (!permitted.ok) return 0;
  const { state, kind, undecided } = asked;
  const tags = [
    scopeOf(permitted.value, actor),
    ...(state === undefined ? [] : [requestTags.state(state)]),
    ...(kind === undefined ? [] : [requestTags.kind(kind)]),
    ...(undecided === undefined ? [] : [requestTags.undecided]),
  ];
  return deps.collections.count('requests', tags, MAX_COUNTED);
}

/** One request; one that the actor may not see is unknown. */
export async function findRequest(
  deps: ListRequestsDependencies,
  id: string,
  actor: Actor,
): Promise<Result<VehicleRequest>> {
  const permitted = await readable(deps, actor, 'read-requests', { kind: 'request', id });
  if (!permitted.ok) return permitted;
  const found = await visibleRequest(deps, id, actor);
  return found === null ? refuse('request-unknown') : succeed(found);
}

/** Tags that every request has which the actor may see. */
export function scopeOf(reach: 'own' | 'all', { organisation }: Actor): string {
  if (reach === 'all') return EVERY_REQUEST;
  if (organisation?.kind === 'exporter') return ofExporter(organisation.uscc ?? '');
  return ofManufacturer(organisation?.manufacturerId ?? '');
}

/** The rarest first: the first one leads. */
function tagsOf({ state, kind, text, exporter, undecided }: RequestListQuestion): readonly string[] {
  return [
    ...(text === '' ? [] : [textTag(text)]),
    ...(exporter === '' ? [] : [requestTags.for(exporter)]),
    ...(undecided === '' ? [] : [requestTags.undecided]),
    ...(state === '' ? [] : [requestTags.state(state)]),
    ...(kind === '' ? [] : [requestTags.kind(kind)]),
  ];
}

function textTag(text: string): string {
  const reference = text.normalize('NFKC').toUpperCase();
  if (/^Q-\d{6}-/.test(reference)) return requestTags.reference(reference);
  const number = readTyped('number', text);
  if (number.kind === 'read') return requestTags.number(number.text);
  const vin = readTyped('vin', text);
  return requestTags.vin(vin.kind === 'read' ? vin.text : reference);
}
