import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { readable } from './read.ts';
import { isOwnStream, PAGE, type ReadAuditDependencies, WHOLE_LOG } from './read-audit-log.ts';

/** A page of one chain, newest first. */
export type AuditPageQuestion = {
  /** Of those that the actor may read; null for the first of them. */
  readonly stream: string | null;
  /** Entries before this position; null for the end of the chain. */
  readonly before: number | null;
  /** Of this action alone; '' for all. */
  readonly action: string;
  /** Whose name or id holds this text, whatever the case; '' for everybody. */
  readonly actor: string;
};
export type AuditPage = {
  readonly streams: readonly string[];
  readonly stream: string | null;
  readonly entries: readonly RecordedEntry[];
  /** What the next page is asked for with; null at the beginning of the chain. */
  readonly before: number | null;
};

/** Entries of one page. */
export const AUDIT_PAGE = 50;
/** Entries that are looked through for one page, where few of them fit. */
const SCANNED = 2_000;

/** The newest entries of a chain that fit, and from where to go on. A page may be short, or empty, where few fit. */
export async function auditPage(
  deps: ReadAuditDependencies,
  question: AuditPageQuestion,
  actor: Actor,
): Promise<Result<AuditPage>> {
  const permitted = await readable(deps, actor, 'read-audit-log', WHOLE_LOG);
  if (!permitted.ok) return permitted;
  const chains = (await deps.auditLog.chains()).filter((chain) => isOwnStream(actor, chain));
  const streams = chains.map(({ stream }) => stream).toSorted();
  const stream = question.stream ?? streams[0] ?? null;
  const chain = chains.find((one) => one.stream === stream);
  if (stream === null || chain === undefined) return succeed({ streams, stream: null, entries: [], before: null });
  const end = question.before ?? (chain.head?.position ?? 0) + 1;
  const found = await newestFitting(deps.auditLog, stream, end, (entry) => fits(entry, question));
  return succeed({ streams, stream, ...found });
}

async function newestFitting(
  auditLog: AuditLog,
  stream: string,
  end: number,
  fitting: (entry: RecordedEntry) => boolean,
): Promise<Pick<AuditPage, 'entries' | 'before'>> {
  const entries: RecordedEntry[] = [];
  let before = end;
  const stop = Math.max(1, end - SCANNED);
  while (before > stop && entries.length < AUDIT_PAGE) {
    const after = Math.max(0, before - 1 - AUDIT_PAGE);
    const piece = await auditLog.list({ stream, after, limit: before - 1 - after });
    for (const entry of piece.toReversed()) {
      if (entries.length === AUDIT_PAGE) break;
      before = entry.position;
      if (fitting(entry)) entries.push(entry);
    }
    if (piece.length === 0) before = after + 1;
  }
  return { entries, before: before > 1 ? before : null };
}

function fits({ action, actor }: RecordedEntry, question: AuditPageQuestion): boolean {
  const named = question.actor.toLowerCase();
  return (
    (question.action === '' || action === question.action) &&
    (named === '' || `${actor.name}\n${actor.id}`.toLowerCase().includes(named))
  );
}

/** Every entry of a chain that the actor may read, oldest first, page by page; none of any other chain. */
export async function* auditEntries(
  deps: ReadAuditDependencies,
  stream: string,
  actor: Actor,
): AsyncGenerator<RecordedEntry> {
  if (!isOwnStream(actor, { stream })) return;
  for (let after = 0; ; ) {
    const page = await deps.auditLog.list({ stream, after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}
