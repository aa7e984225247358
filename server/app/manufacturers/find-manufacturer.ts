import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { ManufacturerEntry } from '../../ports/manufacturer-register.ts';
import type { TrustList } from '../../ports/trust-list.ts';

/** A registered manufacturer, and the anchors of the trust list that vouch for it: with none its documents are not valid. */
export type FoundManufacturer = ManufacturerEntry & { readonly anchors: readonly string[] };

type FindDependencies = {
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer' | 'manufacturers' | 'outlets'>;
  readonly trustList: TrustList;
};

/** Every registered manufacturer, by id. */
export async function listManufacturers(deps: FindDependencies): Promise<readonly FoundManufacturer[]> {
  return Promise.all((await deps.directory.manufacturers()).map((manufacturer) => withOutlets(deps, manufacturer)));
}

/** One manufacturer; `manufacturer-unknown`. */
export async function findManufacturer(deps: FindDependencies, id: string): Promise<Result<FoundManufacturer>> {
  const manufacturer = await deps.directory.manufacturer(id);
  return manufacturer === null ? refuse('manufacturer-unknown') : succeed(await withOutlets(deps, manufacturer));
}

async function withOutlets(
  { directory, trustList }: FindDependencies,
  manufacturer: Manufacturer,
): Promise<FoundManufacturer> {
  const anchors = (await trustList.anchors()).filter(({ manufacturers }) =>
    manufacturers.some(({ uscc, code }) => uscc === manufacturer.uscc && code === manufacturer.code),
  );
  return { manufacturer, outlets: await directory.outlets(manufacturer.id), anchors: anchors.map(({ id }) => id) };
}
