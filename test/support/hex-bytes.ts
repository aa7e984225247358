/** The octets of a hexadecimal text. */
export const hexBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
