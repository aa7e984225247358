import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { validationAnchors } from './validation-anchors.ts';

/** Who may stand at the end of a time-stamp authority's path: all in DER. */
export type TimeStampTrust = {
  /** Anchors that vouch for time-stamp authorities. */
  readonly anchors: readonly Uint8Array[];
  /** All that the trust list names: their keys stand nowhere below an anchor. */
  readonly named: readonly Uint8Array[];
};

/** What the trust list says of time-stamp authorities at an instant. */
export function timeStampTrust(anchors: readonly TrustAnchor[], at: IsoInstant): TimeStampTrust {
  const relied = validationAnchors(anchors, at, { named: false });
  return {
    anchors: relied.filter(({ purposes }) => purposes.includes('time-stamping')).map(({ certificate }) => certificate),
    named: anchors.map(({ certificate }) => certificate),
  };
}

/** The path from an authority (its certificate first, others in any order) to an anchor, in DER; null where none holds. */
export async function timeStampPath(
  [signer, ...others]: readonly Uint8Array[],
  { anchors, named }: TimeStampTrust,
  at: IsoInstant,
): Promise<readonly Uint8Array[] | null> {
  if (signer === undefined) return null;
  const chain = await buildChain({ signer, others, anchors, barred: named, at, purpose: 'time-stamping' });
  return chain.kind === 'trusted' ? chain.path : null;
}
