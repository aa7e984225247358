/** A value as text that both sides of the test can write and compare: octets become hex. */
export function toPlain(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Uint8Array
      ? { octets: Array.from(inner, (octet) => octet.toString(16).padStart(2, '0')).join('') }
      : inner,
  );
}

/** The value that `toPlain` wrote. The caller names its type. */
export function fromPlain<Value>(text: string): Value {
  return JSON.parse(text, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && 'octets' in inner && typeof inner.octets === 'string'
      ? Uint8Array.from(inner.octets.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      : inner,
  ) as Value;
}
