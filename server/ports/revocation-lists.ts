import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';

/** A revocation list that an operator gave, and what its head says. Whether it is genuine is judged at each use. */
export type GivenList = {
  /** Unique: `<scope>-<time of issue>`. */
  readonly name: string;
  /** Lists of one scope (issuer, key and part of its certificates) take the place of each other. */
  readonly scope: string;
  readonly der: Uint8Array;
  /** DER of the issuer's Name. */
  readonly issuerName: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
  /** For people (RFC 4514). */
  readonly issuer: string;
  readonly thisUpdate: IsoInstant;
  /** Null where the list does not say when the next one comes. */
  readonly nextUpdate: IsoInstant | null;
  /** CRL number (RFC 5280 §5.2.3), decimal; null where there is none. */
  readonly number: string | null;
  readonly entries: number;
  /** The first odd entries. */
  readonly notes: readonly RevocationNote[];
};

/** `older`: than the one that is there; `unproven`: the key of no known authority signed it, where that was asked for. Neither was entered. */
export type ListAddition =
  | { readonly kind: 'added' | 'known' | 'unproven' }
  | { readonly kind: 'older'; readonly than: Pick<GivenList, 'name' | 'thisUpdate'> };

/** Older lists still prove what was good or revoked in their time; more than a few of a scope add nothing. */
export const MAX_LISTS = 4;

/** The revocation lists that operators gave, the same for all instances. Throws where the store cannot be asked. */
export type RevocationLists = {
  /** What a file holds, DER or PEM; null for what is no list. */
  readonly read: (octets: Uint8Array) => GivenList | null;
  /** By scope, the newest first. */
  readonly all: () => Promise<readonly GivenList[]>;
  /** What would come of adding it, where nothing is there to be changed. */
  readonly add: (
    list: GivenList,
    options: { readonly evenOlder: boolean; readonly dry?: boolean; readonly onlyProven?: boolean },
  ) => Promise<ListAddition>;
  /** Gives whether there was one. */
  readonly remove: (name: string) => Promise<boolean>;
};
