import type { Logger } from 'pino';
import type { SweepReport } from '../ports/document-files.ts';
import type { Rounds } from './renew-regularly.ts';

type StoredFiles = {
  /** Aborted, it ends after the file at hand, and goes on when it is called again. */
  readonly moveDocuments: (options: { readonly signal: AbortSignal }) => Promise<{
    readonly moved: number;
    readonly damaged: readonly unknown[];
    readonly compaction: unknown;
  }>;
  readonly sweepFiles: (after: string | null) => Promise<SweepReport>;
};

/**
 * Lets a running service keep its stored files in order: those of a former version are moved out of the database, then, a
 * slice each round, files that no record names are removed. Gives what stops it: the next start goes on.
 */
export function keepFiles(
  install: StoredFiles,
  { first, every }: Rounds,
  log: Pick<Logger, 'info' | 'error'>,
): () => void {
  const stopped = new AbortController();
  let isMoved = false;
  let isAtWork = false;
  let after: string | null = null;
  const move = async () => {
    const { moved, damaged, compaction } = await install.moveDocuments({ signal: stopped.signal });
    if (moved > 0) log.info({ moved, compaction }, 'PDFs moved out of the database');
    if (damaged.length > 0) log.error({ damaged }, 'PDFs in the database are not those that were recorded');
    isMoved = true;
  };
  const sweep = async () => {
    const { removed, next } = await install.sweepFiles(after);
    if (removed > 0) log.info({ removed }, 'files that no record names removed');
    after = next;
  };
  const round = async () => {
    if (isAtWork) return;
    isAtWork = true;
    try {
      if (!isMoved) await move();
      if (!stopped.signal.aborted) await sweep();
    } catch (err) {
      if (!stopped.signal.aborted)
        log.error({ err }, 'stored files could not be kept in order: the next round goes on');
    } finally {
      isAtWork = false;
    }
  };
  const start = setTimeout(() => void round(), first).unref();
  const later = setInterval(() => void round(), every).unref();
  return () => {
    stopped.abort();
    clearTimeout(start);
    clearInterval(later);
  };
}
