import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** One line of the audit log: who did what to which confirmation, when. Never a secret. */
export type AuditEntry = {
  readonly at: IsoInstant;
  readonly by: string;
  readonly action:
    | 'reserved'
    | 'intended'
    | 'signed'
    | 'issued'
    | 'released'
    | 'withdrawn'
    | 'superseded'
    | 'archive-renewed'
    | 'token-replaced'
    | 'anchor-added'
    | 'trust-suspended'
    | 'trust-resumed'
    | 'sealing-changed'
    | 'key-created'
    | 'key-certified'
    | 'key-activated'
    | 'key-retired'
    | 'key-suspended'
    | 'key-compromised'
    | 'seal-proposed'
    | 'seal-approved'
    | 'seal-retired'
    | 'manufacturer-added'
    | 'manufacturer-changed';
  readonly number: string | null;
  readonly detail: Readonly<Record<string, string>>;
};

/** Append-only. */
export type AuditLog = {
  readonly append: (entry: AuditEntry) => Promise<void>;
  /** Oldest first, for one confirmation. */
  readonly ofConfirmation: (number: string) => Promise<readonly AuditEntry[]>;
};
