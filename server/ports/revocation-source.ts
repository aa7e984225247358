import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import type { RevocationMaterial, RevocationSubject } from '#core/validation/validation.ts';

export type { RevocationMaterial } from '#core/validation/validation.ts';

/** Which certificate is asked about, its issuer, and when. */
export type RevocationQuestion = RevocationSubject & { readonly at: IsoInstant };

/** What is known of the revocation of certificates. */
export type RevocationSource = {
  /** What lies at hand, whomever it speaks of, so that most files are judged in one reading. Throws when the store cannot be asked. */
  readonly kept: () => Promise<RevocationMaterial>;
  /**
   * The CRLs and OCSP answers that may speak of that certificate; none where nothing is known to exist. Throws
   * `RevocationUnreachable` when no source could be reached and nothing is kept, and the fault of the store where that could not
   * be asked: it may hold what revokes.
   */
  readonly find: (question: RevocationQuestion) => Promise<RevocationMaterial>;
};

/** No allowed address gave a usable answer, and nothing was kept. The message lists the reasons. */
export class RevocationUnreachable extends Error {
  readonly code = 'revocation-unreachable';
}

/** Told of the odd entries of a list, once, when it is first read from the store (its name) or fetched (its address). */
export type OnListNotes = (list: string, notes: readonly RevocationNote[]) => void;
