import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import type { PadesLevel } from '#core/validation/validation.ts';

/** Why an archive copy could not be renewed: it is then as it was. */
export const RENEWAL_FAILURES = [
  'confirmation-not-found',
  'stored-file-damaged',
  'stored-file-missing',
  'seal-not-good',
  'revocation-unavailable',
  'time-stamp-unavailable',
  'archive-copy-too-large',
  'archive-copy-not-accepted',
] as const satisfies readonly ProblemCode[];
export type RenewalFailure = (typeof RENEWAL_FAILURES)[number];

/** What became of one confirmation. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly number: string; readonly level: PadesLevel; readonly dueAt: IsoInstant }
  | { readonly kind: 'not-due'; readonly number: string; readonly dueAt: IsoInstant }
  /** The detail is for the log. */
  | { readonly kind: 'failed'; readonly number: string; readonly code: RenewalFailure; readonly detail: string };

/** What became of all of them. */
export type RenewalReport = {
  readonly renewed: number;
  /** Of all that are recorded no more are counted than `MAX_LATER` of the port `ArchiveCopies`. */
  readonly notDue: number;
  readonly failed: number;
  /** How often each code, for those that failed. */
  readonly codes: Readonly<Partial<Record<RenewalFailure, number>>>;
};
