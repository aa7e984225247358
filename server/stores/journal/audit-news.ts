import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { ChainHead, RecordedEntry } from '../../model/access/audit-entry.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Marks, NumberMark } from '../../ports/journal.ts';

export type Heads = Marks['heads'];
export type ReadableLog = Pick<AuditLog, 'list' | 'heads'>;

/** What the audit log tells since it was last asked; `set-back` where it does not hold what it told then. */
export type AuditNews =
  | { readonly kind: 'news'; readonly entries: readonly RecordedEntry[]; readonly heads: Heads }
  | { readonly kind: 'set-back' };

/** Entries that are read at once. */
const PAGE = 500;

/** The entries after the known end of each chain. */
export async function newsSince(auditLog: ReadableLog, known: Heads): Promise<AuditNews> {
  const heads = await auditLog.heads();
  if (Object.keys(known).some((stream) => heads[stream] === undefined)) return { kind: 'set-back' };
  const entries: RecordedEntry[] = [];
  for (const [stream, head] of Object.entries(heads)) {
    const from = known[stream] ?? null;
    if (from !== null && isSame(from, head)) continue;
    const news = await entriesAfter(auditLog, stream, from, head.position);
    if (news === null) return { kind: 'set-back' };
    entries.push(...news);
  }
  return { kind: 'news', entries, heads: { ...heads, ...headsOf(entries) } };
}

/** Up to that position at least; null where the known end is another entry now. It is read with those that follow it. */
async function entriesAfter(
  auditLog: ReadableLog,
  stream: string,
  known: ChainHead | null,
  until: number,
): Promise<readonly RecordedEntry[] | null> {
  const entries: RecordedEntry[] = [];
  const last = Math.max(until, known?.position ?? 0);
  for (let after = known === null ? 0 : known.position - 1; after < last; ) {
    const page = await auditLog.list({ stream, after, limit: PAGE });
    if (page.length === 0) break;
    entries.push(...page);
    after = page.at(-1)?.position ?? last;
  }
  if (known === null) return entries;
  const [end, ...news] = entries;
  return isSame(end, known) ? news : null;
}

/** Whether a chain of the log goes through that entry. */
export async function holds(auditLog: Pick<AuditLog, 'list'>, stream: string, head: ChainHead): Promise<boolean> {
  const [entry] = await auditLog.list({ stream, after: head.position - 1, limit: 1 });
  return isSame(entry, head);
}

/** Whether it goes through all of them. */
export async function holdsAll(auditLog: Pick<AuditLog, 'list'>, heads: Heads): Promise<boolean> {
  for (const [stream, head] of Object.entries(heads)) if (!(await holds(auditLog, stream, head))) return false;
  return true;
}

export function isSame(one: ChainHead | undefined, other: ChainHead): boolean {
  return one?.position === other.position && one.hash === other.hash;
}

/** The last of those entries of each chain. */
export function headsOf(entries: readonly RecordedEntry[]): Heads {
  return Object.fromEntries(entries.map(({ stream, position, hash }) => [stream, { position, hash }]));
}

/** The numbers that those entries gave out. */
export function numbersOf(entries: readonly RecordedEntry[]): readonly NumberMark[] {
  return entries.flatMap(({ action, subject }) => {
    const number = action.endsWith('-confirmation') ? parseConfirmationNumber(subject.id) : null;
    return number === null ? [] : [{ makerCode: number.makerCode, year: number.year, sequence: number.sequence }];
  });
}
