import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { SealingPolicy } from '../../model/manufacturers/sealing-policy.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { ActDependencies } from '../access/act.ts';
import { readableManufacturer } from '../access/read.ts';

/** How the documents of a manufacturer are sealed, and whether it has said so itself or follows the install. */
export type ManufacturerSealing = SealingPolicy & {
  readonly manufacturerId: string;
  readonly origin: 'manufacturer' | 'install';
};

export type SealingDependencies = {
  readonly directory: Pick<ManufacturerDirectory, 'manufacturer'>;
  /** For manufacturers that have none of their own. */
  readonly sealing: SealingPolicy;
};

/** The policy in force for a manufacturer; `manufacturer-unknown`. */
export async function readSealing(
  deps: SealingDependencies & Pick<ActDependencies, 'auditLog' | 'clock'>,
  manufacturerId: string,
  actor: Actor,
): Promise<Result<ManufacturerSealing>> {
  const permitted = await readableManufacturer(deps, manufacturerId, actor);
  return permitted.ok ? findSealing(deps, manufacturerId) : permitted;
}

/** The same for whoever asked already. */
export async function findSealing(
  { directory, sealing }: SealingDependencies,
  manufacturerId: string,
): Promise<Result<ManufacturerSealing>> {
  const manufacturer = await directory.manufacturer(manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown', { manufacturer: manufacturerId.slice(0, 100) });
  const { level, embedRevocation, withoutProof } = manufacturer.sealing ?? sealing;
  const origin = manufacturer.sealing === undefined ? 'install' : 'manufacturer';
  return succeed({ manufacturerId: manufacturer.id, origin, level, embedRevocation, withoutProof });
}
