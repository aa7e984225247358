import type { RecordedEntry } from './audit-entry.ts';

/** Acts that change nothing which a restored install would have to know. */
const OF_NO_CONSEQUENCE: ReadonlySet<string> = new Set(['use-key', 'renew-archive', 'read-audit-log']);

/** Whether an entry is kept outside the database too: every change that was made, and every number that was given. */
export function isKeptOutside({ action, phase }: Pick<RecordedEntry, 'action' | 'phase'>): boolean {
  if (action === 'issue-confirmation' && phase === 'intended') return true;
  return phase === 'succeeded' && !OF_NO_CONSEQUENCE.has(action);
}
