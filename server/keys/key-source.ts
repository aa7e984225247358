import type { SigningAlgorithm } from '../ports/signing-keys.ts';

/** Where the private half of a key lies. */
export type KeyPlace =
  /** A file of the folder of keys: `.p12` (PKCS#12) or `.pem` (encrypted PKCS#8). */
  | { readonly kind: 'file'; readonly file: string }
  /** An object of a PKCS#11 token: `id` is its CKA_ID in lower-case hex. */
  | { readonly kind: 'pkcs11'; readonly source: string; readonly id: string }
  /** A credential of a remote service. */
  | { readonly kind: 'remote'; readonly source: string; readonly credential: string };

/**
 * A private key that signs any bytes at all. It never leaves this folder of the code: what others get is a `SigningKey`,
 * which signs prepared tokens.
 */
export type PrivateKey = {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** Gives an RSA block, or a DER ECDSA-Sig-Value. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
};

export type PlacedKey = { readonly place: KeyPlace; readonly key: PrivateKey };

/** One holder of private keys. */
export type KeySource = {
  /** Throws when the key is not there or cannot be reached. */
  readonly open: (place: KeyPlace, algorithm: SigningAlgorithm) => Promise<PrivateKey>;
  /** Makes a key, or takes over the `existing` one, which the source names in its own way. */
  readonly create: (wish: {
    readonly keyId: string;
    readonly algorithm: SigningAlgorithm;
    readonly existing: string | null;
  }) => Promise<PlacedKey>;
  readonly close: () => Promise<void>;
};
