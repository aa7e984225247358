import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { LeafSubject } from '../keys/leaf-subject.ts';
import type { SigningAlgorithm } from '../ports/signing-keys.ts';

/** What a seal certificate is asked for with. */
export type LeafRequest = {
  readonly subject: LeafSubject;
  readonly algorithm: SigningAlgorithm;
  readonly notBefore: IsoInstant;
  readonly notAfter: IsoInstant;
  /** Where the CA's revocation list can be fetched, null for nowhere. */
  readonly crlAddress: string | null;
};

/** What goes into a certificate besides its key. */
export type LeafParts = LeafRequest & { readonly serial: Uint8Array };
