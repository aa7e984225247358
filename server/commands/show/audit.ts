import type { VerifiedChain } from '../../app/access/read-audit-log.ts';
import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';
import { headings } from './columns.ts';
import { table } from './table.ts';
import { timeText } from './time-text.ts';

/** Entries of the audit log, a row each. Actions and phases are codes: they are what `--subject` and programs name. */
export function auditTable(entries: readonly RecordedEntry[], { words, screen }: Reader): string {
  if (entries.length === 0) return words.text('terminal.none.entries');
  const rows = entries.map(({ stream, position, at, actor, action, phase, subject, detail }) => {
    const told = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
    const who = `${actor.kind}:${actor.id}${actor.name === actor.id ? '' : ` (${actor.name})`}`;
    const cells = [who, action, phase, `${subject.kind}:${subject.id}`, told.join(' ')];
    return [`${stream}#${position}`, timeText(at), ...cells].map(printable);
  });
  return table(headings(words, 'entry', 'time', 'who', 'action', 'phase', 'subject', 'detail'), rows, screen);
}

/** How each chain of the audit log stands. */
export function chainTable(chains: readonly VerifiedChain[], { words, screen }: Reader): string {
  const rows = chains.map(({ stream, entries, head, broken }) => {
    const result =
      broken === null
        ? words.text('terminal.chains.intact')
        : words.text('terminal.chains.broken', { position: String(broken.position), problem: broken.problem });
    return [printable(stream), result, String(entries), head?.hash ?? ''];
  });
  return table(headings(words, 'chain', 'result', 'entries', 'hash'), rows, screen);
}
