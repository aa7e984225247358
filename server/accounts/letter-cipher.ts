import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { LetterCipher } from '../ports/mail.ts';

const ALGORITHM = 'aes-256-gcm';
const [NONCE, TAG] = [12, 16];

type CipherOptions = {
  /** The secret of accounts, asked for with the first letter. */
  readonly secret: () => string;
  readonly randomBytes: (count: number) => Uint8Array;
};

/** AES-256-GCM under a key of its own, derived from the secret of accounts: what is stored opens nothing without `accounts.key`. */
export function openLetterCipher({ secret, randomBytes }: CipherOptions): LetterCipher {
  let derived: Uint8Array | null = null;
  const key = () => {
    derived ??= new Uint8Array(hkdfSync('sha256', secret(), '', 'vinseal letters', 32));
    return derived;
  };
  return {
    seal: (text, id) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(ALGORITHM, key(), nonce).setAAD(Buffer.from(id));
      const octets = [nonce, cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([...octets, cipher.getAuthTag()]).toString('base64url');
    },
    open: (sealed, id) => {
      const octets = Buffer.from(sealed, 'base64url');
      if (octets.length < NONCE + TAG) return null;
      const decipher = createDecipheriv(ALGORITHM, key(), octets.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(id)).setAuthTag(octets.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(octets.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
