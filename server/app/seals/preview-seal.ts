import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { findSealVersion } from '../../model/seals/seal-steps.ts';
import type { SealStudio } from '../../ports/seal-studio.ts';
import { readableManufacturer } from '../access/read.ts';
import type { SealDependencies } from './change-seals.ts';
import { faceOf } from './usable-seal.ts';

export type PreviewDependencies = SealDependencies & {
  readonly studio: Pick<SealStudio, 'preview'>;
};

/** A PDF of one page that shows a version at true size, before or after its approval: what the second person looks at. */
export async function previewSeal(
  deps: PreviewDependencies,
  manufacturerId: string,
  version: number,
  actor: Actor,
): Promise<Result<Uint8Array>> {
  const { seals, directory, studio } = deps;
  const permitted = await readableManufacturer(deps, manufacturerId, actor);
  if (!permitted.ok) return permitted;
  const manufacturer = await directory.manufacturer(manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown');
  const found = findSealVersion(await seals.list(manufacturerId), version);
  if (!found.ok) return found;
  const face = await faceOf(seals, found.value);
  return succeed(await studio.preview({ seal: found.value, face, nameEn: manufacturer.nameEn }));
}
