import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import type { PadesLevel } from '#core/validation/validation.ts';
import type { IsoInstant } from './calendar.ts';
import type { ConfirmationContent, ConfirmationStatus, LineStatus } from './confirmation.ts';
import type { CheckCode, CheckId, WordData } from './errors.ts';
import type { CertificateFacts, TrustedKeys } from './evidence.ts';
import type { SealClass } from './seal-class.ts';

/** In their order of precedence: the first that applies wins, within a file and across files. */
export const VERDICTS = ['not-valid', 'withdrawn', 'undecided', 'valid'] as const;
export type VerdictWord = (typeof VERDICTS)[number];

export type CheckOutcome = 'passed' | 'failed' | 'undecided' | 'skipped';

export type CheckResult = {
  readonly id: CheckId;
  readonly outcome: CheckOutcome;
  readonly code: CheckCode;
  readonly data: WordData;
};

/** Which headline sentence the verdict gets (`verdicts.<headline>` in the locales). */
export const HEADLINES = [
  'valid-matched',
  'valid-not-compared',
  'not-valid-not-a-confirmation',
  'not-valid-unsigned',
  'not-valid-altered',
  'not-valid-signer',
  'not-valid-not-entitled',
  'not-valid-other-vehicle',
  'not-valid-other-destination',
  'not-valid-not-issued',
  'withdrawn',
  'superseded',
  'partly-withdrawn',
  'undecided',
] as const;
export type Headline = (typeof HEADLINES)[number];

export type Verdict = {
  readonly verdict: VerdictWord;
  readonly headline: Headline;
  readonly vehicle: 'matched' | 'not-matched' | 'not-compared';
  /** Sealed by a TEST issuer: no legal effect. */
  readonly test: boolean;
  readonly checks: readonly CheckResult[];
  /** PAdES baseline level of the seal, by what is in the file; null before its integrity and its signer are established. */
  readonly level: PadesLevel | null;
  /** Whether revocation data for the signer's chain are in the file. */
  readonly embeddedRevocation: boolean;
  /** Odd entries of the revocation lists that were read; they decide nothing. */
  readonly revocationNotes: readonly RevocationNote[];
  /** What the document says, once its integrity and its signer are established; null before. */
  readonly confirmation: VerifiedConfirmation | null;
  /** Where something was added after the seal: the verdict on the sealed file inside, alone. */
  readonly inside: Verdict | null;
};

/** Which copy of a document was shown: what circulates, or one with the proofs that this product adds for the archive. */
export const KNOWN_COPIES = ['original', 'archive'] as const;
export type KnownCopy = (typeof KNOWN_COPIES)[number];

export type VerifiedConfirmation = {
  readonly content: ConfirmationContent;
  readonly signer: CertificateFacts;
  readonly basis: TrustBasis;
  /** What stands behind the seal, as the trust list says. */
  readonly seal: SealClass;
  /** From the registry; null when it does not know the number. */
  readonly status: ConfirmationStatus | null;
  /** Null when the registry does not know it. */
  readonly copy: KnownCopy | null;
  /** Lower-case hex SHA-256 of the sealed file as the registry holds it; null when it does not know it. */
  readonly sealedSha256: string | null;
  /** The vehicles that are withdrawn or superseded, as the registry says. */
  readonly ended: readonly EndedVehicle[];
};

/** By which keys the signer was trusted, and since when a trusted time-stamp proves the signature; null for not proven. */
export type TrustBasis = TrustedKeys & { readonly provenAt: IsoInstant | null };

export type EndedVehicle = { readonly vin: string; readonly status: Exclude<LineStatus['status'], 'live'> };
