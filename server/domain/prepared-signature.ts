/**
 * The only thing a signing key signs: the signed attributes of one document that `issue` prepared and checked.
 * A token is made here, and serves once; what merely looks like one is refused.
 */
const open = new WeakSet<PreparedSignature>();

export type PreparedSignature = {
  readonly number: string;
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

/** Spends a token and gives its bytes. Throws for a second use and for anything not made by `prepareSignature`. */
export function spendPreparedSignature(token: PreparedSignature): Uint8Array {
  if (!open.delete(token)) throw new Error('not a prepared signature, or already used');
  return token.signedAttributes;
}
