import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { GivenList } from '../../ports/revocation-lists.ts';

/** The issuers of whose lists even the one that holds longest has run out. */
export function issuersRunOut(
  lists: readonly Pick<GivenList, 'issuer' | 'nextUpdate'>[],
  now: IsoInstant,
): readonly string[] {
  const holding = new Set(
    lists.filter(({ nextUpdate }) => nextUpdate === null || nextUpdate >= now).map(({ issuer }) => issuer),
  );
  return [...new Set(lists.map(({ issuer }) => issuer))].filter((issuer) => !holding.has(issuer));
}
