import type { RecordedEntry } from './audit-entry.ts';

type Told = Pick<RecordedEntry, 'action' | 'phase'>;

/** Acts that change nothing which a restored install would have to know. */
const OF_NO_CONSEQUENCE: ReadonlySet<string> = new Set(['use-key', 'renew-archive', 'read-audit-log', 'keep-check']);

/** Acts that end something in one step and write down in another one that they did: a process may die between the two. */
const ENDING: ReadonlySet<string> = new Set([
  'suspend-key',
  'retire-key',
  'mark-key-compromised',
  'suspend-trust',
  // Of former versions.
  'replace-token',
]);

/** Whether an entry is kept outside the database too: every change that was made or may have been, and every number that was given. */
export function isKeptOutside({ action, phase }: Told): boolean {
  if (ENDING.has(action)) return true;
  if (action === 'issue-confirmation' && phase === 'intended') return true;
  return phase === 'succeeded' && !OF_NO_CONSEQUENCE.has(action);
}

/**
 * The same entries, where what ends something and was begun, and of which nothing else is told since, counts as done: its process
 * may have died after the change. To end once more is safe; to leave it is not.
 */
export function withUnfinished(entries: readonly RecordedEntry[]): readonly RecordedEntry[] {
  return entries.map((entry, index) => {
    if (entry.phase !== 'intended' || !ENDING.has(entry.action)) return entry;
    const isConcluded = entries.slice(index + 1).some((later) => later.phase !== 'intended' && isSameAct(entry, later));
    return isConcluded ? entry : { ...entry, phase: 'succeeded' };
  });
}

function isSameAct(one: RecordedEntry, other: RecordedEntry): boolean {
  const { stream, action, subject } = one;
  return (
    other.stream === stream &&
    other.action === action &&
    other.subject.kind === subject.kind &&
    other.subject.id === subject.id
  );
}
