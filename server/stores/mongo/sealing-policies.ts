import { actorRef } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { SealingChange, SealingPolicies } from '../../ports/sealing-policies.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';

/** Sealing policies in MongoDB: a part of the manufacturer's record. */
export function createSealingPolicies({ write }: Database): SealingPolicies {
  return { set: (change) => write((db) => set(db, change)) };
}

async function set(db: Db, { manufacturerId, policy, by, at }: SealingChange): Promise<boolean> {
  const change = policy === null ? { $unset: { 'data.sealing': 1 } } : { $set: { 'data.sealing': policy } };
  if ((await db.manufacturers.change({ _id: manufacturerId }, change)) === 0) return false;
  await appendAudit(db, {
    stream: manufacturerStream(manufacturerId),
    at,
    actor: actorRef(by),
    action: 'change-sealing',
    phase: 'succeeded',
    subject: { kind: 'manufacturer', id: manufacturerId },
    detail: detailOf(policy),
  });
  return true;
}

function detailOf(policy: SealingChange['policy']): Readonly<Record<string, string>> {
  if (policy === null) return { policy: 'of-the-install' };
  const { level, embedRevocation, withoutProof } = policy;
  return { level, embedRevocation: String(embedRevocation), withoutProof };
}
