import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { FieldProblem, Problem, ProblemCode } from '#core/confirmation/errors.ts';
import type { Actor, ActorRef } from '../access/actor.ts';
import type { ConfirmationWish } from './confirmation-wish.ts';

/**
 * How a batch stands. `proposed`: a second person has to approve it. `approved`: its documents are being sealed, or will be.
 * `paused`: nothing more is begun until somebody resumes it. `finished`: every row has its outcome.
 */
export const BATCH_STATES = ['proposed', 'approved', 'paused', 'cancelled', 'finished', 'rejected'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** How one row stands. `waiting` in a batch that ended: it was never issued. */
export const ROW_STATES = ['waiting', 'excluded', 'issued', 'failed'] as const;
export type RowState = (typeof ROW_STATES)[number];

/** Most confirmations of one batch, and most vehicles of all of them. */
export const MAX_ROWS = 1_000;
export const MAX_BATCH_VEHICLES = 2_000;

/** Who approved what: the documents are sealed in this person's name, with the parts that the person had then. */
export type Approval = {
  readonly by: Actor;
  readonly at: IsoInstant;
  /** SHA-256 over the contents that were shown, in lower-case hex: see `hashOfContents`. */
  readonly contents: string;
};

/** Why nothing more is begun: who paused it, or the code of what the service met. */
export type Pause = { readonly by: ActorRef; readonly at: IsoInstant; readonly code: ProblemCode | null };

/** Confirmations that one person proposes together and another one approves together. */
export type Batch = {
  readonly id: string;
  readonly manufacturerId: string;
  readonly state: BatchState;
  readonly rows: number;
  readonly vehicles: number;
  /** SHA-256 over the contents of all rows: see `hashOfContents`. */
  readonly contents: string;
  readonly proposedBy: ActorRef;
  readonly proposedAt: IsoInstant;
  readonly approval: Approval | null;
  readonly rejection: { readonly by: ActorRef; readonly at: IsoInstant; readonly reason: string } | null;
  readonly pause: Pause | null;
  /** When it finished, was cancelled or rejected. */
  readonly endedAt: IsoInstant | null;
};

/** Lines of an exporter's request that a row is the answer to. */
export type RowOrigin = { readonly requestId: string; readonly lines: readonly number[] };

/** One confirmation of a batch. */
export type BatchRow = {
  readonly batchId: string;
  /** From 0, as proposed. */
  readonly index: number;
  readonly state: RowState;
  readonly wish: ConfirmationWish;
  readonly origin: RowOrigin | null;
  /** SHA-256 of what the document is to say, without number and time of issue: see `hashOfContent`. */
  readonly contentHash: string;
  /** What did not hinder proposing it but should be looked at. */
  readonly warnings: readonly FieldProblem[];
  /** Of what was issued. */
  readonly number: string | null;
  /** Why it failed. */
  readonly problem: Problem | null;
};

/** How many rows of a batch stand how. */
export type RowCounts = Readonly<Record<RowState, number>>;

/** How its rows are named: the same name never issues twice. */
export function rowKey(batchId: string, index: number): string {
  return `${ROW_KEYS}${batchId}:${index}`;
}

/** With this begin the idempotency keys of rows; nobody else may use one. */
export const ROW_KEYS = 'batch:';
