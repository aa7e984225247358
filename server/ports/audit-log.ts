import type { AuditEntry, AuditSubject, ChainHead, RecordedEntry } from '../model/access/audit-entry.ts';

/** Entries of one chain in the order of their positions: those after `after`, at most `limit`. */
export type AuditListRequest = { readonly stream: string; readonly after: number; readonly limit: number };

/** A chain, and where the log says that it ends; null where the log has entries of it but does not know its end. */
export type AuditChain = { readonly stream: string; readonly head: ChainHead | null };

/**
 * The log of acts. Append-only; each stream is a chain of hashes (`linkEntry`), and no two entries have one place in it: of
 * two writers at once the second links its entry to the first one's.
 */
export type AuditLog = {
  /** The entry is durable once this settles. */
  readonly append: (entry: AuditEntry) => Promise<void>;
  readonly list: (request: AuditListRequest) => Promise<readonly RecordedEntry[]>;
  /** The newest `limit` entries about one subject in any chain, oldest first by their time, then by stream and position. */
  readonly about: (subject: AuditSubject, limit: number) => Promise<readonly RecordedEntry[]>;
  /** Where each chain ends, as the log says: one question, however many chains there are. */
  readonly heads: () => Promise<Readonly<Record<string, ChainHead>>>;
  /** Every chain, by stream; also those whose end the log does not know, which takes a question for each. */
  readonly chains: () => Promise<readonly AuditChain[]>;
};
