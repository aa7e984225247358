import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ChainHead, RecordedEntry } from '../model/access/audit-entry.ts';

/** The highest sequence that was given to a maker in a year. */
export type NumberMark = { readonly makerCode: string; readonly year: number; readonly sequence: number };

/** How far an install had come, as kept outside its database. */
export type Marks = {
  readonly numbers: readonly NumberMark[];
  /** Where each chain of the audit log ended. */
  readonly heads: Readonly<Record<string, ChainHead>>;
};

/**
 * What is kept outside the database of what the audit log tells, so that a database that was set back is noticed, and that
 * what was withdrawn stays so. Every use case that changes something keeps it up before it answers, but for what a restore
 * cannot revive.
 */
export type Journal = {
  /**
   * Keeps everything that the audit log tells by now, durably once this settles.
   * @throws {JournalFault}
   */
  readonly keep: () => Promise<void>;
  /** Begins to keep it. What it cannot keep, the next `keep` does, or tells why not. */
  readonly keepSoon: () => void;
  /**
   * `set-back` where the database lacks what was kept: it is an older one.
   * @throws {JournalFault} where what was kept cannot be read
   */
  readonly standing: () => Promise<'sound' | 'set-back'>;
};

/** What the journal told since the moment of a database. */
export type JournalReading = {
  /** Entries that the database lacks, in the order in which they were kept. */
  readonly missing: readonly RecordedEntry[];
  readonly numbers: readonly NumberMark[];
  /** False where it began only after that moment: what happened in between is not known. */
  readonly isComplete: boolean;
};

/** An install after its database was set back. */
export type Recovery = {
  readonly restoredAt: IsoInstant;
  /** Whether everything that was withdrawn since is known, from the journal. */
  readonly isComplete: boolean;
  /** When the operator said that nothing is missing any more; null before. */
  readonly confirmedAt: IsoInstant | null;
};

export const JOURNAL_FAULTS = ['journal-missing', 'journal-damaged', 'journal-not-writable', 'store-set-back'] as const;

/** What is kept outside the database cannot be written or read, or contradicts it. The message says what to do. */
export class JournalFault extends Error {
  readonly code: (typeof JOURNAL_FAULTS)[number];

  constructor(code: JournalFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalFault';
    this.code = code;
  }
}
