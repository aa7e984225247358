import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { anchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import type { PathPurpose, ValidationAnchor } from '#core/validation/validation.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';

/**
 * The anchors of the trust list, in their order, each with what it is relied on for at an instant. One that is suspended
 * or not in force keeps its place as a sealer where `named` says so, so that its documents can be named as such; it
 * never vouches for a time-stamp.
 */
export function validationAnchors(
  anchors: readonly TrustAnchor[],
  at: IsoInstant,
  { named }: { readonly named: boolean },
): readonly ValidationAnchor[] {
  return anchors.map((anchor) => {
    const relied = anchorStanding(anchor, at) === 'in-force';
    const purposes: readonly PathPurpose[] = [
      ...(anchor.manufacturers.length > 0 && (relied || named) ? (['sealing'] as const) : []),
      ...(anchor.timeStamping && relied ? (['time-stamping'] as const) : []),
    ];
    return { certificate: anchor.certificate, purposes };
  });
}
