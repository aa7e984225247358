import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedFile } from './judged.ts';

const ID = 'exactly-sealed';

/**
 * What a trusted signer signed is written, octet for octet, as this product writes confirmations: so no part of it can be
 * read in two ways. Of anybody else's file it would tell nothing.
 */
export const exactlySealed: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const file = signedFile(judged);
    if (file === null || !judged.established.isIntact || judged.trust.kind !== 'trusted') return notReached(ID);
    return file.isExactlySealed ? passed(ID, 'exactly-sealed') : failed(ID, 'not-exactly-sealed');
  },
};
