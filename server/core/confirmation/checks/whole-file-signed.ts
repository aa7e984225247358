import { always, type Check, failed, notReached, passed } from './check.ts';
import { signedFile } from './judged.ts';

const ID = 'whole-file-signed';

/**
 * The byte range covers every byte but the hex string of /Contents, to the last byte of the file (ISO 32000-2, 12.8.1).
 * A confirmation is sealed once, for life: whatever was written after the signature refuses it, unless it is an
 * archive copy as this product writes it.
 */
export const wholeFileSigned: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const file = signedFile(judged);
    if (file === null) return notReached(ID);
    const { bytesAfter, coverage, contentsCase } = file.field;
    if (coverage === 'unclear') return failed(ID, 'byte-range-invalid');
    if (bytesAfter > 0 || coverage === 'entire-revision' || !file.isOfficialCopy)
      return failed(ID, 'bytes-after-signature', { bytes: file.bytesAfterSeal });
    return contentsCase === 'lower' ? passed(ID, 'whole-file-signed') : failed(ID, 'signature-rewritten');
  },
};
