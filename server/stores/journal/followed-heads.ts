import type { ChainHead, RecordedEntry } from '../../model/access/audit-entry.ts';
import { type Heads, holds, isSame, type ReadableLog } from './audit-news.ts';

/** What follows the ends that are known, as it was read. */
type News = { readonly heads: Heads; readonly entries: readonly RecordedEntry[] };

export type FollowedHeads = {
  /**
   * Whether the log holds those ends and all that was seen of it.
   * @param restarts how often marks were begun anew: what was seen before a restore counts no more
   */
  readonly areHeld: (known: Heads, restarts: number) => Promise<boolean>;
  /** What was seen by now. To be asked before news are read: another call may see more meanwhile. */
  readonly seen: (restarts: number) => Heads;
  /** As `areHeld`, of news that were read since those ends and what had been seen before; asks the log nothing. */
  readonly areIn: (news: News, known: Heads, former: Heads) => boolean;
};

/**
 * Follows the ends of the chains while a process runs: what it has seen of a database, the database must go on to hold, also where
 * another instance made it and the marks of this one do not know it. Each end is looked for once: a chain that goes through it
 * holds all that was before it.
 */
export function followHeads(auditLog: ReadableLog): FollowedHeads {
  let seen: Heads = {};
  let [restarted, kept] = [0, ''];
  const before = (restarts: number): Heads => {
    if (restarts !== restarted) [seen, restarted, kept] = [{}, restarts, ''];
    return seen;
  };
  const see = (heads: Heads, known: Heads): true => {
    [seen, kept] = [heads, JSON.stringify(known)];
    return true;
  };
  return {
    areHeld: async (known, restarts) => {
      const former = before(restarts);
      const current = await auditLog.heads();
      if (!(await goesThrough(auditLog, current, former))) return false;
      if (JSON.stringify(known) !== kept && !(await goesThrough(auditLog, current, known))) return false;
      return see(current, known);
    },
    seen: before,
    areIn: (news, known, former) => {
      const isIn = Object.entries(former).every(([stream, head]) => isToldOf(news, known[stream], stream, head));
      return isIn && see(news.heads, known);
    },
  };
}

async function goesThrough(auditLog: ReadableLog, current: Heads, former: Heads): Promise<boolean> {
  for (const [stream, head] of Object.entries(former)) {
    const end = current[stream];
    if (isSame(end, head)) continue;
    if (end === undefined || end.position <= head.position || !(await holds(auditLog, stream, head))) return false;
  }
  return true;
}

/** What a known end comes after is before it. */
function isToldOf({ heads, entries }: News, known: ChainHead | undefined, stream: string, head: ChainHead): boolean {
  if (known !== undefined && known.position > head.position) return true;
  if (isSame(heads[stream], head) || isSame(known, head)) return true;
  return entries.some((entry) => entry.stream === stream && isSame(entry, head));
}
