import { actorRef, actorText, RECOVERY } from '../../model/access/actor.ts';
import type { AuditEntry, AuditSubject, RecordedEntry } from '../../model/access/audit-entry.ts';

/** What the audit log tells where a restore does again what an entry of the journal ended; `restored` is the hash of that entry. */
export function replayedEntry(
  { stream, action, subject, detail, hash, ...ended }: RecordedEntry,
  at: string,
): AuditEntry {
  return {
    stream: stream as 'operator',
    at,
    actor: actorRef(RECOVERY),
    action: action as 'withdraw-confirmation',
    phase: 'succeeded',
    subject: subject as AuditSubject,
    detail: { ...detail, at: detail.at ?? ended.at, by: detail.by ?? actorText(ended.actor), restored: hash },
  };
}
