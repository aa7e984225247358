import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { anchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import type { PathPurpose, ValidationAnchor } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';

/**
 * The anchors of the trust list, in their order, each with what it is relied on for at an instant. One that is suspended
 * or not in force keeps its place as a sealer where `named` says so, so that its documents can be named as such; it
 * never vouches for a time-stamp, and a key does not either while any file that names it for that is suspended. A key of
 * which no file is in force is barred from every place of a path.
 */
export function validationAnchors(
  anchors: readonly TrustAnchor[],
  at: IsoInstant,
  { named }: { readonly named: boolean },
): readonly ValidationAnchor[] {
  const isRelied = (anchor: TrustAnchor) => anchorStanding(anchor, at) === 'in-force';
  const reliedKeys = new Set(anchors.filter(isRelied).map(keyOf));
  const stopped = new Set(anchors.filter((one) => one.timeStamping && one.status === 'suspended').map(keyOf));
  return anchors.map((anchor) => {
    const relied = isRelied(anchor);
    const purposes: readonly PathPurpose[] = [
      ...(anchor.manufacturers.length > 0 && (relied || named) ? (['sealing'] as const) : []),
      ...(anchor.timeStamping && relied && !stopped.has(keyOf(anchor)) ? (['time-stamping'] as const) : []),
    ];
    const isBarred = !reliedKeys.has(keyOf(anchor));
    return { certificate: anchor.certificate, purposes, isBarred, isPinned: anchor.pinned === true };
  });
}

/** Which key an anchor is, however its certificates write it. */
export function keyOf({ certificate }: Pick<TrustAnchor, 'certificate'>): string {
  return readCertificate(certificate).publicKey.identity;
}
