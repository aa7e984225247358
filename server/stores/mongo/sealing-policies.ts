import type { SealingChange, SealingPolicies } from '../../ports/sealing-policies.ts';
import { sealingChangeEntry } from '../records/sealing-change-entry.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';

/** Sealing policies in MongoDB: a part of the manufacturer's record. */
export function createSealingPolicies({ write }: Database): SealingPolicies {
  return { set: (change) => write((db) => set(db, change)) };
}

async function set(db: Db, change: SealingChange): Promise<boolean> {
  const { manufacturerId, policy } = change;
  const update = policy === null ? { $unset: { 'data.sealing': 1 } } : { $set: { 'data.sealing': policy } };
  if ((await db.manufacturers.change({ _id: manufacturerId }, update)) === 0) return false;
  await appendAudit(db, sealingChangeEntry(change));
  return true;
}
