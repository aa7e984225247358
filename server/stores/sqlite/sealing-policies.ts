import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { SealingChange, SealingPolicies } from '../../ports/sealing-policies.ts';
import { sealingChangeEntry } from '../records/sealing-change-entry.ts';
import { appendAudit } from './audit-log.ts';
import type { Connection } from './sql.ts';

/** Sealing policies in SQLite: a part of the manufacturer's JSON value. */
export function createSealingPolicies(db: Connection): SealingPolicies {
  return { set: async (change) => db.write(() => set(db, change)) };
}

function set(db: Connection, change: SealingChange): boolean {
  const { manufacturerId, policy } = change;
  const row = db.one<{ data: string }>('SELECT data FROM manufacturers WHERE id = ?', manufacturerId);
  if (row === null) return false;
  const { sealing: _former, ...manufacturer } = JSON.parse(row.data) as Manufacturer;
  const changed: Manufacturer = policy === null ? manufacturer : { ...manufacturer, sealing: policy };
  db.run('UPDATE manufacturers SET data = ? WHERE id = ?', JSON.stringify(changed), manufacturerId);
  appendAudit(db, sealingChangeEntry(change));
  return true;
}
