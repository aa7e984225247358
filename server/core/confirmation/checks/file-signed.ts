import { always, type Check, failed, notReached, passed } from './check.ts';

const ID = 'file-signed';

/** There is exactly one signature. A second one, by whomever, is a change that no confirmation has. */
export const fileSigned: Check = {
  id: ID,
  required: always,
  judge: ({ file }) => {
    if (file.kind === 'unsigned') return failed(ID, 'file-unsigned');
    if (file.kind !== 'signed') return notReached(ID);
    if (file.signatures < 1) return failed(ID, 'file-unsigned');
    if (file.signatures > 1) return failed(ID, 'several-signatures', { count: file.signatures });
    return passed(ID, 'file-signed');
  },
};
