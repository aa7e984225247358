import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { validationAnchors } from './validation-anchors.ts';

/** DER of the anchors that vouch for time-stamp authorities at an instant. */
export function timeStampAnchors(anchors: readonly TrustAnchor[], at: IsoInstant): readonly Uint8Array[] {
  const relied = validationAnchors(anchors, at, { named: false });
  return relied.filter(({ purposes }) => purposes.includes('time-stamping')).map(({ certificate }) => certificate);
}

/** The path from an authority (its certificate first, others in any order) to an anchor, in DER; null where none holds. */
export async function timeStampPath(
  [signer, ...others]: readonly Uint8Array[],
  anchors: readonly Uint8Array[],
  at: IsoInstant,
): Promise<readonly Uint8Array[] | null> {
  if (signer === undefined) return null;
  const chain = await buildChain({ signer, others, anchors, at, purpose: 'time-stamping' });
  return chain.kind === 'trusted' ? chain.path : null;
}
