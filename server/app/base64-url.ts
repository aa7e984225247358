/** Bytes as base64url without padding (RFC 4648, 5): for what goes into addresses and headers. */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/**
 * A random id that people and programs name things by, of so many bytes. It never begins with a sign: a terminal would take
 * `-x` for an option.
 */
export function randomId(bytes: Uint8Array): string {
  return toBase64Url(bytes).replace(/^[-_]/, 'x');
}
