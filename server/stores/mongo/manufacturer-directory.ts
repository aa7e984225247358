import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { ManufacturerChange, ManufacturerEntry, ManufacturerRegister } from '../../ports/manufacturer-register.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import type { ManufacturerRecord } from './schema/manufacturer-schema.ts';

/** Manufacturers in MongoDB: one record for each, its outlets within it. */
export function createManufacturerDirectory({ db }: Database): ManufacturerDirectory {
  const find = (id: string) => db.manufacturers.one('manufacturer', { _id: id });
  return {
    manufacturer: async (id) => (await find(id))?.data ?? null,
    manufacturers: async () => (await all(db)).map(({ data }) => data),
    outlets: async (manufacturerId) => (await find(manufacturerId))?.outlets ?? [],
  };
}

/** The same, for whoever changes it. */
export function createManufacturerRegister({ write }: Database): ManufacturerRegister {
  return {
    change: (decide) =>
      write(async (db) => {
        await db.turns.set({ _id: 'manufacturers' }, { $inc: { turns: 1 } });
        const registered = (await all(db)).map(
          ({ data, outlets }): ManufacturerEntry => ({ manufacturer: data, outlets }),
        );
        const { save: change, answer } = decide(registered);
        if (change !== null) await save(db, change);
        return answer;
      }),
  };
}

function all(db: Db): Promise<readonly ManufacturerRecord[]> {
  return db.manufacturers.many('manufacturers', {}, { sort: { _id: 1 } });
}

/** Throws for another manufacturer's code (a number names its maker by it), a repeated outlet id, or another maker's outlet. */
async function save(db: Db, { manufacturer, outlets, entry }: ManufacturerChange): Promise<void> {
  refuseOutlets(manufacturer.id, outlets);
  await db.manufacturers.set(
    { _id: manufacturer.id },
    { $set: { code: manufacturer.code, data: manufacturer, outlets: [...outlets] } },
  );
  await appendAudit(db, entry);
}

function refuseOutlets(manufacturerId: string, outlets: readonly RegisteredOutlet[]): void {
  if (outlets.some((outlet) => outlet.manufacturerId !== manufacturerId))
    throw new StoreConflict('record-not-valid', 'an outlet of another manufacturer cannot be saved with this one');
  if (new Set(outlets.map(({ id }) => id)).size !== outlets.length)
    throw new StoreConflict('constraint-violated', 'two outlets of one manufacturer have the same id');
}
