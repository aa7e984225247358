import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type ChainBreak, findBreak } from '../../model/access/audit-chain.ts';
import {
  type AuditSubject,
  type ChainHead,
  manufacturerOfStream,
  type RecordedEntry,
} from '../../model/access/audit-entry.ts';
import { isPermitted } from '../../model/access/permissions.ts';
import type { AuditChain, AuditLog } from '../../ports/audit-log.ts';
import type { ActDependencies } from './act.ts';
import { readable } from './read.ts';

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
  const permitted = await readable(deps, actor, 'read-audit-log', WHOLE_LOG);
  if (!permitted.ok) return permitted;
  const isAsked = (entry: { readonly stream: string }) =>
    (stream === null || entry.stream === stream) && isOwnStream(actor, entry);
  if (subject !== null) return succeed((await deps.auditLog.about(subject, limit)).filter(isAsked));
  const chains = (await deps.auditLog.chains()).filter(isAsked);
  const newest = await Promise.all(chains.map((chain) => newestOf(deps.auditLog, chain, limit)));
  return succeed(inOrderOfTime(newest).slice(-limit));
}

/** Whether the actor may read a stream: every one, or that of its own manufacturer. */
function isOwnStream(actor: Actor, { stream }: { readonly stream: string }): boolean {
  const manufacturerId = manufacturerOfStream(stream);
  return isPermitted(actor, 'read-audit-log', manufacturerId === null ? {} : { manufacturerId });
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

/** How one chain stands: how many entries hold, where it ends, and the first break. */
export type VerifiedChain = {
  readonly stream: string;
  readonly entries: number;
  readonly head: ChainHead | null;
  readonly broken: ChainBreak | null;
};

/** Where chains ended when they were verified before. */
export type KnownHeads = readonly { readonly stream: string; readonly head: ChainHead }[];

/**
 * Computes every chain anew and compares. By itself the log cannot show an end that was cut off together with what it knows
 * of that end, or a chain that was written anew: `known`, the heads of earlier verifications, kept elsewhere, do.
 */
export async function verifyAudit(
  deps: ReadAuditDependencies,
  actor: Actor,
  known: KnownHeads = [],
): Promise<Result<readonly VerifiedChain[]>> {
  const permitted = await readable(deps, actor, 'read-audit-log', WHOLE_LOG);
  if (!permitted.ok) return permitted;
  const chains = (await deps.auditLog.chains()).filter((chain) => isOwnStream(actor, chain));
  const lost = known.filter(
    ({ stream }) => isOwnStream(actor, { stream }) && chains.every((chain) => chain.stream !== stream),
  );
  const streams = new Map([...chains, ...lost.map(({ stream }) => ({ stream, head: null }))].map((c) => [c.stream, c]));
  const verified: VerifiedChain[] = [];
  for (const chain of streams.values()) {
    const ends = known.filter(({ stream }) => stream === chain.stream).map(({ head }) => head);
    verified.push(await verifyChain(deps.auditLog, chain, ends));
  }
  return succeed(verified);
}

/** Entries may come in meanwhile: the chain holds where it goes through every end that was known before. */
async function verifyChain(
  auditLog: AuditLog,
  { stream, head }: AuditChain,
  known: readonly ChainHead[],
): Promise<VerifiedChain> {
  let last: ChainHead | null = null;
  let ends = head === null ? known : [head, ...known];
  for (;;) {
    const page: readonly RecordedEntry[] = await auditLog.list({ stream, after: last?.position ?? 0, limit: PAGE });
    const broken = findBreak(page, last);
    if (broken !== null) return { stream, entries: broken.position - 1, head, broken };
    ends = ends.filter((end) => !page.some(({ position, hash }) => position === end.position && hash === end.hash));
    const newest = page.at(-1);
    if (newest === undefined) break;
    last = { position: newest.position, hash: newest.hash };
  }
  const entries = last?.position ?? 0;
  return { stream, entries, head: last, broken: brokenEnd(ends, head, entries) };
}

/** `missed`: the known ends that the chain does not go through. */
function brokenEnd(missed: readonly ChainHead[], head: ChainHead | null, entries: number): ChainBreak | null {
  const [first] = missed.toSorted((one, other) => one.position - other.position);
  if (first !== undefined && first.position <= entries) return { position: first.position, problem: 'end-differs' };
  if (first !== undefined) return { position: entries + 1, problem: 'entry-missing' };
  return head === null ? { position: entries + 1, problem: 'end-missing' } : null;
}
