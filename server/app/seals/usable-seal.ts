import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { addDays, shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import { isSealOf, type SealFace, type SealInUse, type SealVersion, sealInForce } from '../../model/seals/seal.ts';
import type { SealRegister } from '../../ports/seal-register.ts';

type SealAccess = { readonly seals: Pick<SealRegister, 'list' | 'picture'> };

/**
 * The seal that the manufacturer seals with on the day of that instant, in Shanghai, or why there is none. `days`: for so
 * many days, that one being the first, some approved seal must be in force.
 */
export async function usableSeal(
  { seals }: SealAccess,
  manufacturer: Manufacturer,
  at: IsoInstant,
  days = 1,
): Promise<Result<SealInUse>> {
  const on = shanghaiDate(at);
  const versions = await seals.list(manufacturer.id);
  const seal = sealInForce(versions, on);
  if (seal === null) return refuse('no-seal-in-force', { manufacturer: manufacturer.id, date: on });
  if (!isSealOf(seal, manufacturer)) return refuse('seal-names-another', { version: String(seal.version) });
  const last = addDays(on, Math.max(0, days - 1));
  if (sealInForce(versions, last) === null)
    return refuse('seal-ends-too-soon', { manufacturer: manufacturer.id, date: last });
  return succeed({ manufacturerId: seal.manufacturerId, version: seal.version, face: await faceOf(seals, seal) });
}

/** What a version looks like. Throws where its picture is gone: nothing may be drawn in its place. */
export async function faceOf(seals: Pick<SealRegister, 'picture'>, seal: SealVersion): Promise<SealFace> {
  if (seal.picture === null) return { ...seal.data, picture: null };
  const picture = await seals.picture(seal.manufacturerId, seal.version);
  if (picture === null)
    throw new Error(`version ${seal.version} of the seal of ${seal.manufacturerId} has lost its picture`);
  return { ...seal.data, picture };
}
