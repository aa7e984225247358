import type { IsoInstant } from '#core/confirmation/calendar.ts';

/**
 * The keys that this install knows to be compromised, before or besides their CA's revocation. A key is known by its
 * value, given as DER SubjectPublicKeyInfo, whatever certificate it stands in and however it is encoded there.
 */
export type CompromisedKeys = {
  /** Since when; what is not proven to be older is not good. Null for a key that is not compromised as far as known here. */
  readonly since: (publicKey: Uint8Array) => Promise<IsoInstant | null>;
};
