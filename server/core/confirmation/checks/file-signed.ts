import { always, type Check, failed, notReached, passed } from './check.ts';

const ID = 'file-signed';

/** There is exactly one signature. A second one, by whomever, is a change that no confirmation has. */
export const fileSigned: Check = {
  id: ID,
  required: always,
  judge: ({ document }) => {
    if (document.kind === 'unsigned') return failed(ID, 'file-unsigned');
    if (document.kind !== 'signed') return notReached(ID);
    if (document.signatures < 1) return failed(ID, 'file-unsigned');
    if (document.signatures > 1) return failed(ID, 'several-signatures', { count: document.signatures });
    return passed(ID, 'file-signed');
  },
};
