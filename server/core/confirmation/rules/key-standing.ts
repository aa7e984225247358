import type { IsoDate, IsoInstant } from '#core/confirmation/calendar.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { type AnchorStanding, anchorStanding } from './anchor-standing.ts';

/** What one file of the trust list says of an anchor's key. */
export type KeyEntry = {
  readonly manufacturers: readonly TrustedManufacturer[];
  readonly status: 'active' | 'suspended';
  readonly from: IsoDate | null;
  readonly until: IsoDate | null;
};

export type KeyStanding = {
  readonly standing: AnchorStanding;
  /** Null where no file of the key names the manufacturer. */
  readonly manufacturer: TrustedManufacturer | null;
};

/** One manufacturer as several files name it: all its WMIs and listings, suspended where one of them says so. */
function together(named: readonly TrustedManufacturer[]): TrustedManufacturer | null {
  const first = named.find(({ status }) => status === 'suspended') ?? named[0];
  if (first === undefined) return null;
  const distinct = <Value>(values: readonly Value[]) => [
    ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
  ];
  return {
    ...first,
    listings: distinct(named.flatMap(({ listings }) => listings)),
    wmis: distinct(named.flatMap(({ wmis }) => wmis)),
  };
}

/**
 * What all files of one key say together of a manufacturer (USCC) at an instant: an anchor is its key, and whom it vouches
 * for is their union, each file in its own days. A file that is suspended suspends whom it names, whatever others say. Where
 * none names the manufacturer, the key stands as the best of its files.
 */
export function keyStanding(entries: readonly KeyEntry[], uscc: string, at: IsoInstant): KeyStanding {
  const naming = entries.filter(({ manufacturers }) => manufacturers.some((one) => one.uscc === uscc));
  const concerned = naming.length > 0 ? naming : entries;
  const standings = concerned.map((entry) => anchorStanding(entry, at));
  const inForce = concerned.filter((_entry, index) => standings[index] === 'in-force');
  const named = (inForce.length > 0 ? inForce : naming).flatMap(({ manufacturers }) =>
    manufacturers.filter((one) => one.uscc === uscc),
  );
  const manufacturer = together(named);
  if (naming.length > 0 && standings.includes('suspended')) return { standing: 'suspended', manufacturer };
  if (inForce.length > 0) return { standing: 'in-force', manufacturer };
  return { standing: standings.includes('suspended') ? 'suspended' : 'not-in-force', manufacturer };
}
