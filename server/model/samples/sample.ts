import type { VerdictWord } from '#core/confirmation/verdict.ts';

/** What was done to a sample document; each kind has a description in every locale. */
export const SAMPLE_KINDS = [
  'valid',
  'altered',
  'withdrawn',
  'superseded',
  'other-manufacturer',
  'unknown-issuer',
] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

/** A document to try the service with. */
export type Sample = {
  readonly file: string;
  readonly kind: SampleKind;
  /** What checking it answers. */
  readonly verdict: VerdictWord;
  /** A VIN to try it with. */
  readonly vin: string;
  readonly number: string;
};
