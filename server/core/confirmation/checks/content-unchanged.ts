import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedFile } from './judged.ts';

const ID = 'content-unchanged';

/** The digest of the byte range is the one that was signed (RFC 5652 §11.2). With an unknown digest algorithm nobody can say. */
export const contentUnchanged: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const signature = signedFile(judged)?.signature;
    if (signature === undefined) return notReached(ID);
    if (signature.kind === 'unreadable') return failed(ID, 'signature-unreadable');
    if (signature.intact) return passed(ID, 'content-unchanged');
    return signature.algorithm.policy === 'unsupported' ? notReached(ID) : failed(ID, 'content-altered');
  },
};
