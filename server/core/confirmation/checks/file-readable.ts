import { always, type Check, failed, passed, undecided } from './check.ts';

const ID = 'file-readable';

/** The bytes are a PDF that can be read within the limits. A reader that crashed says nothing about the file. */
export const fileReadable: Check = {
  id: ID,
  required: always,
  judge: ({ document }) => {
    if (document.kind === 'unreadable') return failed(ID, document.code);
    return document.kind === 'undecided' ? undecided(ID, document.code) : passed(ID, 'file-readable');
  },
};
