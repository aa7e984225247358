import { actorRef } from '../../model/access/actor.ts';
import { type AuditEntry, manufacturerStream } from '../../model/access/audit-entry.ts';
import type { SealingChange } from '../../ports/sealing-policies.ts';

/** What the audit log tells of a sealing policy that was set, or taken back to that of the install. */
export function sealingChangeEntry({ manufacturerId, policy, by, at }: SealingChange): AuditEntry {
  return {
    stream: manufacturerStream(manufacturerId),
    at,
    actor: actorRef(by),
    action: 'change-sealing',
    phase: 'succeeded',
    subject: { kind: 'manufacturer', id: manufacturerId },
    detail: detailOf(policy),
  };
}

function detailOf(policy: SealingChange['policy']): Readonly<Record<string, string>> {
  if (policy === null) return { policy: 'of-the-install' };
  const { level, embedRevocation, withoutProof } = policy;
  return { level, embedRevocation: String(embedRevocation), withoutProof };
}
