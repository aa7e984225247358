/** The octets of a positive integer, always of the same length: the first one is made 0x40 to 0x7f. */
export function positiveInteger(random: Uint8Array): Uint8Array {
  const octets = random.slice();
  octets[0] = 0x40 | ((octets[0] ?? 0) & 0x3f);
  return octets;
}
