import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedFile } from './judged.ts';

const ID = 'file-unambiguous';

/** No two viewers can read the file in two ways: any finding of the strict reader refuses it. */
export const fileUnambiguous: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const file = signedFile(judged);
    if (file === null) return notReached(ID);
    if (file.findings.length === 0) return passed(ID, 'file-unambiguous');
    return failed(ID, 'file-ambiguous', { findings: [...new Set(file.findings)] });
  },
};
