import type { ChainHead } from '../../model/access/audit-entry.ts';
import { currentHeads, type Heads, holds, type ReadableLog } from './audit-news.ts';

/**
 * Follows the ends of the chains while a process runs: what it has seen of a database, the database must go on to hold, also where
 * another instance made it and the marks of this one do not know it. Each end is looked for once: a chain that goes through it
 * holds all that was before it.
 */
export function followHeads(auditLog: ReadableLog) {
  let seen: Heads = {};
  let [restarts, kept] = [0, ''];
  return {
    /**
     * Whether the log holds those ends and all that was seen of it.
     * @param restartsNow how often marks were begun anew: what was seen before a restore counts no more
     */
    areHeld: async (known: Heads, restartsNow: number): Promise<boolean> => {
      if (restartsNow !== restarts) [seen, restarts, kept] = [{}, restartsNow, ''];
      // As it was before the log is read: another call may see more of it meanwhile.
      const before = seen;
      const asked = JSON.stringify(known);
      const current = await currentHeads(auditLog);
      if (!(await goesThrough(auditLog, current, before))) return false;
      if (asked !== kept && !(await goesThrough(auditLog, current, known))) return false;
      [seen, kept] = [current, asked];
      return true;
    },
  };
}

async function goesThrough(auditLog: ReadableLog, current: Heads, former: Heads): Promise<boolean> {
  for (const [stream, head] of Object.entries(former))
    if (!isEndOf(current[stream], head) && !(await isBefore(auditLog, stream, head, current[stream]))) return false;
  return true;
}

function isEndOf(end: ChainHead | undefined, head: ChainHead): boolean {
  return end?.position === head.position && end.hash === head.hash;
}

async function isBefore(
  auditLog: ReadableLog,
  stream: string,
  head: ChainHead,
  end: ChainHead | undefined,
): Promise<boolean> {
  return end !== undefined && end.position > head.position && (await holds(auditLog, stream, head));
}
