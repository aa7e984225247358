import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedFile } from './judged.ts';

const ID = 'certified-against-change';

/** The signature is a certification that permits no change at all: DocMDP P=1 (ISO 32000-2, 12.8.2.2). */
export const certifiedAgainstChange: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const file = signedFile(judged);
    if (file === null) return notReached(ID);
    return file.field.docMdp === 1 ? passed(ID, 'certified-no-changes') : failed(ID, 'not-certified');
  },
};
