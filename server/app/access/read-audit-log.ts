import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type ChainBreak, findBreak } from '../../model/access/audit-chain.ts';
import type { AuditSubject, ChainHead, RecordedEntry } from '../../model/access/audit-entry.ts';
import type { AuditChain, AuditLog } from '../../ports/audit-log.ts';
import { type ActDependencies, authorize } from '../confirmations/act.ts';

export type ReadAuditDependencies = ActDependencies & { readonly auditLog: AuditLog };

/** Which entries: all of one subject, or the newest of one stream or of all. */
export type AuditQuestion = {
  readonly stream: string | null;
  readonly subject: AuditSubject | null;
  readonly limit: number;
};

const WHOLE_LOG: AuditSubject = { kind: 'audit-log', id: 'all' };
/** Entries that are read at once. */
const PAGE = 500;

/** The newest entries that are asked for, oldest first. */
export async function listAudit(
  deps: ReadAuditDependencies,
  { stream, subject, limit }: AuditQuestion,
  actor: Actor,
): Promise<Result<readonly RecordedEntry[]>> {
  const permitted = await authorize(deps, actor, 'read-audit-log', WHOLE_LOG);
  if (!permitted.ok) return permitted;
  const isAsked = (entry: { readonly stream: string }) => stream === null || entry.stream === stream;
  if (subject !== null) return succeed((await deps.auditLog.about(subject, limit)).filter(isAsked));
  const chains = (await deps.auditLog.chains()).filter(isAsked);
  const newest = await Promise.all(chains.map((chain) => newestOf(deps.auditLog, chain, limit)));
  return succeed(inOrderOfTime(newest).slice(-limit));
}

function newestOf(auditLog: AuditLog, { stream, head }: AuditChain, limit: number): Promise<readonly RecordedEntry[]> {
  return auditLog.list({ stream, after: Math.max(0, (head?.position ?? 0) - limit), limit });
}

/** Entries of one stream stay in their order, also where a clock was put back. */
function inOrderOfTime(streams: readonly (readonly RecordedEntry[])[]): readonly RecordedEntry[] {
  const timed = streams.flatMap((entries) => {
    let latest = Number.NEGATIVE_INFINITY;
    return entries.map((entry) => {
      latest = Math.max(latest, Date.parse(entry.at));
      return { entry, latest };
    });
  });
  return timed.toSorted((one, other) => one.latest - other.latest).map(({ entry }) => entry);
}

/** How one chain stands: how many entries hold, where it ends, and the first break. */
export type VerifiedChain = {
  readonly stream: string;
  readonly entries: number;
  readonly head: ChainHead | null;
  readonly broken: ChainBreak | null;
};

/**
 * Computes every chain anew and compares. What it cannot see is an end that was cut off together with what the log knows of
 * it: for that, the heads of an earlier verification are kept elsewhere and compared.
 */
export async function verifyAudit(
  deps: ReadAuditDependencies,
  actor: Actor,
): Promise<Result<readonly VerifiedChain[]>> {
  const permitted = await authorize(deps, actor, 'read-audit-log', WHOLE_LOG);
  if (!permitted.ok) return permitted;
  const verified: VerifiedChain[] = [];
  for (const chain of await deps.auditLog.chains()) verified.push(await verifyChain(deps.auditLog, chain));
  return succeed(verified);
}

/** Entries may come in meanwhile: the chain holds where it went through the end that was known before. */
async function verifyChain(auditLog: AuditLog, { stream, head }: AuditChain): Promise<VerifiedChain> {
  let last: ChainHead | null = null;
  let hasEnd = false;
  for (;;) {
    const page: readonly RecordedEntry[] = await auditLog.list({ stream, after: last?.position ?? 0, limit: PAGE });
    const broken = findBreak(page, last);
    if (broken !== null) return { stream, entries: broken.position - 1, head, broken };
    hasEnd ||= page.some(({ position, hash }) => position === head?.position && hash === head.hash);
    const end = page.at(-1);
    if (end === undefined) break;
    last = { position: end.position, hash: end.hash };
  }
  const entries = last?.position ?? 0;
  return { stream, entries, head: last, broken: hasEnd ? null : brokenEnd(head, entries) };
}

function brokenEnd(head: ChainHead | null, entries: number): ChainBreak {
  if (head === null) return { position: entries + 1, problem: 'end-missing' };
  if (head.position > entries) return { position: entries + 1, problem: 'entry-missing' };
  return { position: head.position, problem: 'end-differs' };
}
