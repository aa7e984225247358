import { keyIdentity } from '#core/x509/public-key.ts';

/** What says of a key whether it is compromised. */
export type KnownKey = {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly compromisedSince: string | null;
};

/** Whether a key (DER SubjectPublicKeyInfo) is one that is compromised, under whichever id, file or token: it never signs again. */
export function isBanned(keys: readonly KnownKey[], publicKey: Uint8Array): boolean {
  const identity = keyIdentity(publicKey);
  return keys.some((key) => key.compromisedSince !== null && keyIdentity(key.publicKey) === identity);
}
