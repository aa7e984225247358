import type { IsoDate, ValidityInterval } from '#core/confirmation/calendar.ts';

/** A world manufacturer identifier that a manufacturer may vouch for: 3 characters, or 6 for a small maker (third is 9). */
export type WmiAuthority = ValidityInterval & { readonly wmi: string };

/** An entry of the MIIT Announcement: the entity name, character for character, and when it was listed. */
export type AnnouncementListing = ValidityInterval & {
  readonly announcement: string;
  readonly nameZh: string;
};

/** Whether the manufacturer stands in the Announcement on that day under exactly this name. */
export function isListed(
  manufacturer: { readonly listings: readonly AnnouncementListing[] },
  nameZh: string,
  on: IsoDate,
): boolean {
  return manufacturer.listings.some(
    (listing) => listing.nameZh === nameZh && listing.from <= on && (listing.until === null || on <= listing.until),
  );
}
