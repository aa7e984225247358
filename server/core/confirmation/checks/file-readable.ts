import { always, type Check, failed, passed, undecided } from './check.ts';

const ID = 'file-readable';

/** The bytes are a PDF that can be read within the limits. A reader that crashed says nothing about the file. */
export const fileReadable: Check = {
  id: ID,
  required: always,
  judge: ({ file }) => {
    if (file.kind === 'unreadable') return failed(ID, file.code);
    return file.kind === 'undecided' ? undecided(ID, file.code) : passed(ID, 'file-readable');
  },
};
