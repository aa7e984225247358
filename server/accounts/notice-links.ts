import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { NoticeLinks } from '../ports/mail.ts';

const TOKEN = /^([\w-]{1,60})\.([\w-]{43})$/;

type LinkOptions = {
  /** The secret of accounts. Throws where it is not that of the store. */
  readonly secret: () => Promise<string>;
};

/** HMAC-SHA256 of the person under a key for this purpose alone, derived from the secret of accounts: nothing is stored of a link. */
export function openNoticeLinks({ secret }: LinkOptions): NoticeLinks {
  const sealOf = async (personId: string) => {
    const key = new Uint8Array(hkdfSync('sha256', await secret(), '', 'vinseal notices off', 32));
    return createHmac('sha256', key).update(personId, 'utf8').digest();
  };
  return {
    tokenOf: async (personId) => `${personId}.${(await sealOf(personId)).toString('base64url')}`,
    personOf: async (token) => {
      const [, personId, given] = TOKEN.exec(token) ?? [];
      if (personId === undefined || given === undefined) return null;
      const seal = Buffer.from(given, 'base64url');
      // Another spelling of the same octets is none.
      if (seal.toString('base64url') !== given) return null;
      return timingSafeEqual(seal, await sealOf(personId)) ? personId : null;
    },
  };
}
