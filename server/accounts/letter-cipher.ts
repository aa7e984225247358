import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { LetterCipher } from '../ports/mail.ts';

const ALGORITHM = 'aes-256-gcm';
const [NONCE, TAG] = [12, 16];

type CipherOptions = {
  /** The secret of accounts. Throws where it is not that of the store. */
  readonly secret: () => Promise<string>;
  readonly randomBytes: (count: number) => Uint8Array;
};

/** AES-256-GCM under a key of its own, derived from the secret of accounts: what is stored opens nothing without `accounts.key`. */
export function openLetterCipher({ secret, randomBytes }: CipherOptions): LetterCipher {
  const key = async () => new Uint8Array(hkdfSync('sha256', await secret(), '', 'vinseal letters', 32));
  return {
    seal: async (text, id) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(ALGORITHM, await key(), nonce).setAAD(Buffer.from(id));
      const octets = [nonce, cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([...octets, cipher.getAuthTag()]).toString('base64url');
    },
    open: async (sealed, id) => {
      const octets = Buffer.from(sealed, 'base64url');
      if (octets.length < NONCE + TAG) return null;
      const decipher = createDecipheriv(ALGORITHM, await key(), octets.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(id)).setAuthTag(octets.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(octets.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
