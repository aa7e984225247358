import type { PreparedSignature } from '../model/sealing/prepared-signature.ts';

export const SIGNING_ALGORITHMS = [
  'rsa-pkcs1-sha256',
  'rsa-pss-sha256',
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A manufacturer's signing key with its certificate: one per manufacturer, never one for the platform. */
export type SigningKey = {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of the issuing CAs, nearest first, root included. */
  readonly chain: readonly Uint8Array[];
  /**
   * Signs the signed attributes of one prepared document. A token serves once.
   * Returns the raw value for the CMS: RSA block, or DER ECDSA-Sig-Value. Throws for anything that `prepare` did not make, and
   * `KeySourceError` where what holds the key does not sign.
   */
  readonly sign: (prepared: PreparedSignature) => Promise<Uint8Array>;
};

/** Where signing keys live. */
export type SigningKeys = {
  /**
   * The key the manufacturer signs with today, or null. `algorithm` picks one where it has several. Throws
   * `KeySourceError` where what holds the key cannot be reached.
   */
  readonly activeKey: (manufacturerId: string, algorithm?: SigningAlgorithm) => Promise<SigningKey | null>;
};
