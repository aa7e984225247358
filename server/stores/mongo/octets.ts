/** The driver gives its own kind of value, or a Buffer. */
export function octetsOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.length);
  const { buffer } = value as { readonly buffer?: Uint8Array };
  return buffer instanceof Uint8Array ? octetsOf(buffer) : new Uint8Array();
}
