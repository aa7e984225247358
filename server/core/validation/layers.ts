import type { SignedItem } from './validation.ts';

/**
 * Layers order what time-stamps prove: an object of a layer existed when a higher one was made. Of revision `r` they are
 * the data that its signature covers (3r), the signature with its signed attributes (3r + 1), and what may have been put
 * beside it later, such as its time-stamp (3r + 2).
 */
export const LAYER = {
  ofData: (revision: number): number => 3 * revision,
  ofSignature: (revision: number): number => 3 * revision + 1,
  besideSignature: (revision: number): number => 3 * revision + 2,
} as const;

/** The highest layer that a signature or document time-stamp covers: its own revision without itself. */
export function coveredLayer({ layer }: Pick<SignedItem, 'layer'>): number {
  return layer - 1;
}
