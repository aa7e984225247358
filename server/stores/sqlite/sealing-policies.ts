import { actorRef } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { SealingChange, SealingPolicies } from '../../ports/sealing-policies.ts';
import { appendAudit } from './audit-log.ts';
import type { Connection } from './sql.ts';

/** Sealing policies in SQLite: a part of the manufacturer's JSON value. */
export function createSealingPolicies(db: Connection): SealingPolicies {
  return { set: async (change) => db.write(() => set(db, change)) };
}

function set(db: Connection, { manufacturerId, policy, by, at }: SealingChange): boolean {
  const row = db.one<{ data: string }>('SELECT data FROM manufacturers WHERE id = ?', manufacturerId);
  if (row === null) return false;
  const { sealing: _former, ...manufacturer } = JSON.parse(row.data) as Manufacturer;
  const changed: Manufacturer = policy === null ? manufacturer : { ...manufacturer, sealing: policy };
  db.run('UPDATE manufacturers SET data = ? WHERE id = ?', JSON.stringify(changed), manufacturerId);
  appendAudit(db, {
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
