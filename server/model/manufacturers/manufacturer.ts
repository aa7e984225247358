import type { IsoDate, ValidityInterval } from '#core/confirmation/calendar.ts';
import type { SealingPolicy } from './sealing-policy.ts';

/** A world manufacturer identifier that a manufacturer may vouch for: 3 characters, or 6 for a small maker (third is 9). */
export type WmiAuthority = ValidityInterval & { readonly wmi: string };

/** An entry of the MIIT Announcement: the entity name, character for character, and when it was listed. */
export type AnnouncementListing = ValidityInterval & {
  readonly announcement: string;
  readonly nameZh: string;
};

/** A vehicle manufacturer as registered with this install. */
export type Manufacturer = {
  readonly id: string;
  /** Letters and digits that stand for the maker in a confirmation number, e.g. `XHM`. */
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly uscc: string;
  /** An invented issuer: its documents carry a TEST mark and have no legal effect. */
  readonly test: boolean;
  readonly listings: readonly AnnouncementListing[];
  readonly wmis: readonly WmiAuthority[];
  /** How its documents are sealed; as the install does unless given. */
  readonly sealing?: SealingPolicy;
};

/** Whether the manufacturer stands in the Announcement on that day under exactly this name. */
export function isListed(manufacturer: Pick<Manufacturer, 'listings'>, nameZh: string, on: IsoDate): boolean {
  return manufacturer.listings.some(
    (listing) => listing.nameZh === nameZh && listing.from <= on && (listing.until === null || on <= listing.until),
  );
}
