import type { ValidationAnchor } from './validation.ts';

/** DER of the anchors whose key signs nothing, at no place of a path. */
export function barredCertificates(anchors: readonly ValidationAnchor[]): readonly Uint8Array[] {
  return anchors.filter(({ isBarred }) => isBarred === true).map(({ certificate }) => certificate);
}
