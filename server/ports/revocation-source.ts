import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import type { RevocationMaterial, RevocationSubject } from '#core/validation/validation.ts';

export type { RevocationMaterial } from '#core/validation/validation.ts';

/** Which certificate is asked about, its issuer, and when. */
export type RevocationQuestion = RevocationSubject & { readonly at: IsoInstant };

/** What is known of the revocation of certificates. */
export type RevocationSource = {
  /** What lies at hand, whomever it speaks of, so that most files are judged in one reading. Throws when it cannot be read. */
  readonly kept: () => Promise<RevocationMaterial>;
  /**
   * The CRLs and OCSP answers that may speak of that certificate; none where nothing is known to exist. Throws when no
   * source could be reached and nothing is kept.
   */
  readonly find: (question: RevocationQuestion) => Promise<RevocationMaterial>;
};

/** Told of the odd entries of a list, once, when it is first read from where it lies (path) or fetched (address). */
export type OnListNotes = (list: string, notes: readonly RevocationNote[]) => void;
