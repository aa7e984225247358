import { daysBetween, type IsoDate, type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';
import { type ExpiryWarning, expiryWarning } from '../../model/keys/expiry-warning.ts';
import { lastSeal } from '../../model/seals/seal.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { SealRegister } from '../../ports/seal-register.ts';

/** A manufacturer that no seal is approved for after a day. */
export type SealEnd = {
  readonly manufacturerId: string;
  /** The version in force on that day. */
  readonly version: number;
  /** The last day on which something can be sealed, in Shanghai. */
  readonly until: IsoDate;
};

export type ExpiringSeal = SealEnd & ExpiryWarning;

type SealEndDependencies = {
  readonly directory: Pick<ManufacturerDirectory, 'manufacturers'>;
  readonly seals: Pick<SealRegister, 'list'>;
};

/** The last sealing day of each manufacturer that has one; who has a seal without an end, or never had any, is left out. */
export async function sealEnds(
  { directory, seals }: SealEndDependencies,
  now: IsoInstant,
): Promise<readonly SealEnd[]> {
  const ends = (await directory.manufacturers()).map(async ({ id }): Promise<readonly SealEnd[]> => {
    const last = lastSeal(await seals.list(id), shanghaiDate(now));
    if (last === null || last.until === null) return [];
    return [{ manufacturerId: id, version: last.version, until: last.until }];
  });
  return (await Promise.all(ends)).flat();
}

/** The manufacturers that can seal nothing more after a day within the next 60, the most urgent first. */
export async function expiringSeals(deps: SealEndDependencies, now: IsoInstant): Promise<readonly ExpiringSeal[]> {
  const warnings = (await sealEnds(deps, now)).flatMap((end): readonly ExpiringSeal[] => {
    const warning = expiryWarning(daysBetween(shanghaiDate(now), end.until));
    return warning === null ? [] : [{ ...end, ...warning }];
  });
  return warnings.sort((a, b) => a.days - b.days);
}
