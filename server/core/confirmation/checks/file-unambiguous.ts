import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedDocument } from './established.ts';

const ID = 'file-unambiguous';

/** No two viewers can read the file in two ways: any finding of the strict reader refuses it. */
export const fileUnambiguous: Check = {
  id: ID,
  required: always,
  judge: (evidence) => {
    const document = signedDocument(evidence);
    if (document === null) return notReached(ID);
    if (document.findings.length === 0) return passed(ID, 'file-unambiguous');
    return failed(ID, 'file-ambiguous', { findings: [...new Set(document.findings)] });
  },
};
