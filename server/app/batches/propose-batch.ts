import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { type Actor, actorRef } from '../../model/access/actor.ts';
import { type Batch, MAX_ROWS, type RowOrigin } from '../../model/batches/batch.ts';
import { auditEntry, authorize, performInStore } from '../access/act.ts';
import { toBase64Url } from '../base64-url.ts';
import { buildContent } from '../confirmations/build-content.ts';
import type { CheckedRequest } from '../confirmations/check-request.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { hashOfContent } from '../confirmations/content-hash.ts';
import { sha256Hex } from '../digest.ts';
import { type BatchDependencies, batchAct } from './batch-act.ts';
import {
  batchRecord,
  batchRowRecord,
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

export type Proposed = {
  readonly batch: Batch;
  /** Whether the idempotency key had proposed it before. */
  readonly repeated: boolean;
};

/**
 * Proposes confirmations, a row each, for another person to approve. Every row is held against the rules by which it will be
 * issued; the faults of all rows are refused at once. Nothing is numbered or signed.
 *
 * @param origins which lines of which requests the rows answer, by their place; left out where they answer none.
 */
export async function proposeBatch(
  deps: ProposeDependencies,
  input: unknown,
  actor: Actor,
  origins: readonly (RowOrigin | null)[] = [],
): Promise<Result<Proposed>> {
  const parsed = proposalSchema.safeParse(input, { reportInput: true });
  const manufacturerId = askedManufacturer(input);
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
  const at = deps.clock.now();
  const checked = await checkRows(deps, parsed.data.rows, manufacturer, at);
  if (!checked.ok) return checked;
  const id = toBase64Url(deps.randomBytes(10));
  const rows = checked.value.map((one, index) => rowOf(deps, one, { batchId: id, index, at }, origins[index] ?? null));
  const batch = { ...batchOf(rows, id, actor, at), manufacturerId, sent };
  return save(deps, batch, rows, actor);
}

/** Of a body of whatever form; empty where it names none. */
function askedManufacturer(input: unknown): string {
  const named = typeof input === 'object' && input !== null && 'manufacturer' in input ? input.manufacturer : '';
  return typeof named === 'string' ? named.trim() : '';
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
    ...{ approval: null, rejection: null, pause: null, endedAt: null, lease: null, sent: null },
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
): Promise<Result<Proposed>> {
  const act = batchAct('propose-batch', batch, actor);
  return performInStore(deps, act, async () => {
    const told = { rows: String(batch.rows), vehicles: String(batch.vehicles), contents: batch.contents };
    const entry = auditEntry(act, 'succeeded', deps.clock.now(), told);
    try {
      await deps.collections.change([], () => ({
        put: [batchRecord(batch), ...rows.map(batchRowRecord)],
        remove: [],
        entries: [entry],
        answer: null,
      }));
    } catch (fault) {
      // Whoever sent the same at the same time was faster.
      const former = await formerBatch(deps, batch.sent);
      if (former !== null) return former;
      throw fault;
    }
    return succeed({ batch: shownBatch(batch), repeated: false });
  });
}
