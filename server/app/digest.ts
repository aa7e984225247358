import { digest, hex } from '../pki/bytes.ts';

/** SHA-256 as lower-case hex. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return hex(await digest('SHA-256', bytes));
}
