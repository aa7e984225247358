/**
 * The only thing a signing key signs: the signed attributes of one document that `issue` prepared and checked.
 * A token is made here, and serves once; what merely looks like one is refused.
 */
const open = new WeakSet<PreparedSignature>();

export type PreparedSignature = {
  readonly number: string;
  /** Whose seal stands in the document: no other manufacturer's key signs it. */
  readonly manufacturerId: string;
  /** Lower-case hex digest of the byte range: SHA-256, or SHA-384 for a P-384 key. */
  readonly documentDigest: string;
  /** DER SET OF Attribute, the very bytes to sign (RFC 5652 §5.4). */
  readonly signedAttributes: Uint8Array;
};

/** Makes the token for a document that is checked, recorded and ready. Called by `issue` alone. */
export function prepareSignature(parts: PreparedSignature): PreparedSignature {
  const token = Object.freeze({ ...parts, signedAttributes: parts.signedAttributes.slice() });
  open.add(token);
  return token;
}

/** Whether it is a token that has not been spent. */
export function isPreparedSignature(token: PreparedSignature): boolean {
  return open.has(token);
}

/** Why a key signs nothing for what it was given. Permanent codes. */
export class PreparationRefused extends Error {
  readonly code: 'not-prepared' | 'other-manufacturer';

  constructor(code: PreparationRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Spends a token and gives its bytes to the key of a manufacturer. Throws for a document that bears another one's seal, for
 * a second use, and for anything not made by `prepareSignature`.
 */
export function spendPreparedSignature(token: PreparedSignature, manufacturerId: string): Uint8Array {
  if (!open.has(token)) throw new PreparationRefused('not-prepared', 'not a prepared signature, or already used');
  if (token.manufacturerId !== manufacturerId)
    throw new PreparationRefused('other-manufacturer', 'the seal is of another manufacturer than the key');
  open.delete(token);
  return token.signedAttributes;
}
