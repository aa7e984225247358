import type { AnnouncementListing, WmiAuthority } from '#core/confirmation/rules/announcement-listing.ts';
import type { SealingPolicy } from './sealing-policy.ts';

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
