import serialize from 'canonicalize';

/**
 * The canonical form of a JSON value (RFC 8785): one value, one sequence of bytes. The JSON attached to a confirmation
 * and every hash of a value are made of it. Throws for what JSON cannot hold, such as NaN or a lone surrogate.
 */
export function canonicalJson(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate is not Unicode text');
  return text;
}
