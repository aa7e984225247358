import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { ManufacturerEntry, ManufacturerRegister } from '../../ports/manufacturer-register.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendAudit } from './audit-log.ts';
import type { Connection } from './sql.ts';

type DataRow = { data: string };

/** Manufacturers and their outlets in SQLite, each as one JSON value: they are read whole and replaced whole. */
export function createManufacturerDirectory(db: Connection): ManufacturerDirectory {
  return {
    manufacturer: async (id) => {
      const row = db.one<DataRow>('SELECT data FROM manufacturers WHERE id = ?', id);
      return row === null ? null : (JSON.parse(row.data) as Manufacturer);
    },
    manufacturers: async () => allManufacturers(db),
    outlets: async (manufacturerId) => outletsOf(db, manufacturerId),
  };
}

/** The same, for whoever changes it. */
export function createManufacturerRegister(db: Connection): ManufacturerRegister {
  return {
    change: async (decide) =>
      db.write(() => {
        const registered = allManufacturers(db).map(
          (manufacturer): ManufacturerEntry => ({ manufacturer, outlets: outletsOf(db, manufacturer.id) }),
        );
        const { save: change, answer } = decide(registered);
        if (change === null) return answer;
        save(db, change.manufacturer, change.outlets);
        appendAudit(db, change.entry);
        return answer;
      }),
  };
}

function allManufacturers(db: Connection): readonly Manufacturer[] {
  const rows = db.all<DataRow>('SELECT data FROM manufacturers ORDER BY id');
  return rows.map((row) => JSON.parse(row.data) as Manufacturer);
}

function outletsOf(db: Connection, manufacturerId: string): readonly RegisteredOutlet[] {
  const sql = 'SELECT data FROM outlets WHERE manufacturer_id = ? ORDER BY position';
  return db.all<DataRow>(sql, manufacturerId).map((row) => JSON.parse(row.data) as RegisteredOutlet);
}

/** Throws for another manufacturer's code (a number names its maker by it), a repeated outlet id, or another maker's outlet. */
function save(db: Connection, manufacturer: Manufacturer, outlets: readonly RegisteredOutlet[]): void {
  if (outlets.some((outlet) => outlet.manufacturerId !== manufacturer.id))
    throw new StoreConflict('record-not-valid', 'an outlet of another manufacturer cannot be saved with this one');
  db.run(
    `INSERT INTO manufacturers (id, code, data) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET code = excluded.code, data = excluded.data`,
    manufacturer.id,
    manufacturer.code,
    JSON.stringify(manufacturer),
  );
  db.run('DELETE FROM outlets WHERE manufacturer_id = ?', manufacturer.id);
  for (const [position, outlet] of outlets.entries())
    db.run(
      'INSERT INTO outlets (manufacturer_id, position, id, data) VALUES (?, ?, ?, ?)',
      manufacturer.id,
      position,
      outlet.id,
      JSON.stringify(outlet),
    );
}
