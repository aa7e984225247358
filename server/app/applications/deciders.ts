import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { Collections } from '../../ports/collections.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { readOrganisation } from '../people/organisation-records.ts';

type DecidersDependencies = {
  readonly collections: Pick<Collections, 'findUnique'>;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturers'>;
};

/** The registered manufacturers whose people are here: they can be asked to decide. */
export async function decidingManufacturers({
  collections,
  directory,
}: DecidersDependencies): Promise<readonly Manufacturer[]> {
  const all = await directory.manufacturers();
  const organisations = await Promise.all(
    all.map(({ id }) => collections.findUnique('organisations', `manufacturer:${id}`)),
  );
  return all.filter((_one, index) => {
    const record = organisations[index];
    return record != null && readOrganisation(record).state === 'active';
  });
}
