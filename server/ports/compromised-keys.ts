import type { IsoInstant } from '#core/confirmation/calendar.ts';

/**
 * The keys that this install knows to be compromised, before or besides their CA's revocation. A key is known by its
 * value, given as DER SubjectPublicKeyInfo, whatever certificate it stands in and however it is encoded there.
 */
export type CompromisedKeys = {
  /** As they stand when it is asked: one question to the store. Throws where it cannot be asked or its answer not read. */
  readonly known: () => Promise<KnownCompromises>;
};

/** What was known at one moment. */
export type KnownCompromises = {
  /** Since when; what is not proven to be older is not good. Null for a key that is not compromised as far as known here. */
  readonly since: (publicKey: Uint8Array) => IsoInstant | null;
};
