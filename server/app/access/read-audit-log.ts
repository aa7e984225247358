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

export const WHOLE_LOG: AuditSubject = { kind: 'audit-log', id: 'all' };
/** Entries that are read at once. */
export const PAGE = 500;

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
export function isOwnStream(actor: Actor, { stream }: { readonly stream: string }): boolean {
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
