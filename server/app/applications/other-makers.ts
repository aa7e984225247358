import type { Collections } from '../../ports/collections.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import { NO_FILTERS, type Registry } from '../../ports/registry.ts';
import { ofExporter, ofManufacturer } from '../requests/request-records.ts';

export type OtherMakersDependencies = {
  readonly collections: Pick<Collections, 'count'>;
  readonly directory: Pick<ManufacturerDirectory, 'manufacturers'>;
  readonly registry: Pick<Registry, 'list'>;
};

/** How far requests are counted. */
const MOST = 100_000;

/**
 * Whether a company has requests or confirmations of another manufacturer than this one. Whoever is let in for it reads them: that
 * is not for this manufacturer to decide.
 */
export async function hasOtherMakers(
  deps: OtherMakersDependencies,
  { uscc, manufacturerId }: { readonly uscc: string; readonly manufacturerId: string },
): Promise<boolean> {
  const exporter = ofExporter(uscc);
  const [all, own] = await Promise.all([
    deps.collections.count('requests', [exporter], MOST),
    deps.collections.count('requests', [exporter, ofManufacturer(manufacturerId)], MOST),
  ]);
  if (all > own) return true;
  for (const { id } of await deps.directory.manufacturers())
    if (id !== manufacturerId && (await hasConfirmations(deps.registry, id, uscc))) return true;
  return false;
}

/** A page of the registry may be empty although others follow; what cannot be asked counts as there. */
async function hasConfirmations(
  registry: Pick<Registry, 'list'>,
  manufacturerId: string,
  exporterUscc: string,
): Promise<boolean> {
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<Registry['list']>> = await registry.list({
      ...{ ...NO_FILTERS, manufacturerId, exporterUscc },
      ...{ limit: 1, cursor },
    });
    if (page === null) return true;
    if (page.items.length > 0 || page.damaged.length > 0) return true;
    if (page.nextCursor === null) return false;
    cursor = page.nextCursor;
  }
}
