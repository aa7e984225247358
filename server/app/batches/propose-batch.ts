import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { type Batch, MAX_ROWS, type RowOrigin } from '../../model/batches/batch.ts';
import { areProposable, type Moment, withLinesMarked } from '../../model/requests/request-changes.ts';
import type { CollectedRecord, NewRecord } from '../../ports/collections.ts';
import { auditEntry, authorize, performInStore } from '../access/act.ts';
import { ownerInInput } from '../access/owner-in-input.ts';
import { randomId } from '../base64-url.ts';
import { buildContent } from '../confirmations/build-content.ts';
import type { CheckedRequest } from '../confirmations/check-request.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { hashOfContent } from '../confirmations/content-hash.ts';
import { sha256Hex } from '../digest.ts';
import { requestKey, requestRecord, type StoredRequest } from '../requests/request-records.ts';
import { type BatchDependencies, batchAct } from './batch-act.ts';
import {
  batchRecord,
  batchRowRecord,
  inState,
  ofManufacturer,
  readBatch,
  type StoredBatch,
  type StoredRow,
  shownBatch,
} from './batch-records.ts';
import { checkRows, type RowCheckDependencies } from './check-rows.ts';
import { hashOfContents } from './hash-of-contents.ts';

export type ProposeDependencies = BatchDependencies &
  RowCheckDependencies & {
    /** For the id (10 bytes). */
    readonly randomBytes: (count: number) => Uint8Array;
    readonly publicUrl: string;
  };

/** Batches of one manufacturer that may wait for approval: each is looked at by a person, and more would be looked at by none. */
const MAX_OPEN = 500;

const HEAD = {
  manufacturer: z.string().trim().min(1).max(60).meta({ description: 'Id of the manufacturer that confirms' }),
  idempotencyKey: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The same key with the same rows proposes once; the answer is repeated' }),
};
const proposalSchema = z.strictObject({ ...HEAD, rows: z.array(z.unknown()).min(1) });

/** What a batch is proposed with: one schema for API, pages and command line. The rows are judged one by one. */
export const PROPOSAL_HEAD = HEAD;

/** A request as it was read, and its lines that each row answers. */
export type RequestSource = { readonly request: StoredRequest; readonly lines: readonly (readonly number[])[] };

function originOf(source: RequestSource | null, index: number): RowOrigin | null {
  return source === null ? null : { requestId: source.request.id, lines: source.lines[index] ?? [] };
}

export type Proposed = {
  readonly batch: Batch;
  /** Whether the idempotency key had proposed it before. */
  readonly repeated: boolean;
};

/**
 * Proposes confirmations, a row each, for another person to approve. Every row is held against the rules by which it will be
 * issued; the faults of all rows are refused at once. Nothing is numbered or signed.
 *
 * @param source the request whose lines the rows answer; left out where they answer none. Those lines are `proposed` from then on,
 * in the same change; `request-changed` where they cannot be any more.
 */
export async function proposeBatch(
  deps: ProposeDependencies,
  input: unknown,
  actor: Actor,
  source: RequestSource | null = null,
): Promise<Result<Proposed>> {
  const parsed = proposalSchema.safeParse(input, { reportInput: true });
  const manufacturerId = ownerInInput(input, 'manufacturer');
  const subject = { kind: 'manufacturer', id: manufacturerId } as const;
  const permitted = await authorize(deps, actor, 'propose-batch', subject, { manufacturerId });
  if (!permitted.ok) return permitted;
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  if (parsed.data.rows.length > MAX_ROWS)
    return refuse('request-not-valid', {}, [fieldProblem('/rows', 'too-many-rows', { most: MAX_ROWS })]);
  const sent = sentOf(parsed.data, actor);
  const former = await formerBatch(deps, sent);
  if (former !== null) return former;
  const manufacturer = await deps.directory.manufacturer(manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown', { manufacturer: manufacturerId });
  const open = await deps.collections.count('batches', [ofManufacturer(manufacturerId), inState('proposed')], MAX_OPEN);
  if (open >= MAX_OPEN) return refuse('too-many-open-batches', { most: MAX_OPEN });
  const at = deps.clock.now();
  const checked = await checkRows(deps, parsed.data.rows, manufacturer, at);
  if (!checked.ok) return checked;
  const id = randomId(deps.randomBytes(10));
  const rows = checked.value.map((one, index) => rowOf(deps, one, { batchId: id, index, at }, originOf(source, index)));
  const batch = { ...batchOf(rows, id, actor, at), manufacturerId, sent };
  const requests = source === null ? [] : [source.request.id];
  return save(deps, { ...batch, requests }, rows, actor, source);
}

function rowOf(
  { publicUrl }: Pick<ProposeDependencies, 'publicUrl'>,
  checked: CheckedRequest,
  { batchId, index, at }: { readonly batchId: string; readonly index: number; readonly at: string },
  origin: RowOrigin | null,
): StoredRow {
  const { manufacturer: _, idempotencyKey: _key, ...wish } = checked.request;
  const contentHash = hashOfContent(buildContent(checked, { number: '', issuedAt: at, publicUrl }));
  return {
    ...{ batchId, index, state: 'waiting', wish, origin, contentHash, warnings: checked.warnings },
    ...{ number: null, problem: null, proposedAt: at },
  };
}

function batchOf(
  rows: readonly StoredRow[],
  id: string,
  actor: Actor,
  at: string,
): Omit<StoredBatch, 'manufacturerId'> {
  return {
    ...{ id, state: 'proposed', proposedBy: actorRef(actor), proposedAt: at, rows: rows.length },
    vehicles: rows.reduce((sum, { wish }) => sum + wish.vehicles.length, 0),
    contents: hashOfContents(rows),
    ...{
      approval: null,
      rejection: null,
      pause: null,
      endedAt: null,
      lease: null,
      sent: null,
      requests: [],
      behind: false,
    },
  };
}

type Sent = NonNullable<StoredBatch['sent']>;

/** Keys of different senders have nothing to do with one another. */
function sentOf(proposal: z.infer<typeof proposalSchema>, { kind, id, organisation }: Actor): StoredBatch['sent'] {
  const { idempotencyKey, ...asked } = proposal;
  if (idempotencyKey === undefined) return null;
  const sender = organisation === null ? `${kind}:${id}` : organisation.id;
  return { unique: `sent:${hashOf([sender, idempotencyKey])}`, sha256: hashOf(asked) };
}

/** Of what was sent as it was sent, which may hold what canonical JSON cannot. */
function hashOf(value: unknown): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(value)));
}

/** What the same key proposed before; null where nothing did. */
async function formerBatch(
  { collections }: Pick<ProposeDependencies, 'collections'>,
  sent: Sent | null,
): Promise<Result<Proposed> | null> {
  if (sent === null) return null;
  const record = await collections.findUnique('batches', sent.unique);
  if (record === null) return null;
  const batch = readBatch(record);
  if (batch.sent?.sha256 !== sent.sha256) return refuse('idempotency-key-reused');
  return succeed({ batch: shownBatch(batch), repeated: true });
}

async function save(
  deps: ProposeDependencies,
  batch: StoredBatch,
  rows: readonly StoredRow[],
  actor: Actor,
  source: RequestSource | null,
): Promise<Result<Proposed>> {
  const act = batchAct('propose-batch', batch, actor);
  const keys = source === null ? [] : [requestKey(source.request.id)];
  return performInStore(deps, act, async () => {
    const told = { rows: String(batch.rows), vehicles: String(batch.vehicles), contents: batch.contents };
    const at = deps.clock.now();
    try {
      const saved = await deps.collections.change<Result<Proposed>>(keys, ([record]) => {
        const marked = source === null ? [] : markProposed(record ?? null, source, batch, { by: actorRef(actor), at });
        if (marked === null) return { put: [], remove: [], entries: [], answer: refuse('request-changed') };
        return {
          put: [batchRecord(batch), ...rows.map(batchRowRecord), ...marked],
          remove: [],
          entries: [auditEntry(act, 'succeeded', at, told)],
          answer: succeed({ batch: shownBatch(batch), repeated: false }),
        };
      });
      // Whoever sent the same at the same time was faster, and changed the request.
      return saved.ok ? saved : ((await formerBatch(deps, batch.sent)) ?? saved);
    } catch (fault) {
      const former = await formerBatch(deps, batch.sent);
      if (former !== null) return former;
      throw fault;
    }
  });
}

/** The request with its lines proposed; null where it is not what was read any more, or they cannot be. */
function markProposed(
  record: CollectedRecord | null,
  { request, lines }: RequestSource,
  { id, manufacturerId }: StoredBatch,
  moment: Moment,
): readonly NewRecord[] | null {
  if (record === null || record.version !== request.version || request.manufacturerId !== manufacturerId) return null;
  const named = lines.flat();
  if (!areProposable(request, named)) return null;
  const marked = withLinesMarked(request, named, { state: 'proposed', batchId: id }, moment);
  return [requestRecord({ ...marked, form: request.form })];
}
