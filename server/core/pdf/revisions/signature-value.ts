import { readByteRange } from '#core/pdf/document/coverage.ts';
import { entry, isDict, isRef, isString, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { ChangeCode } from '#core/validation/inspection.ts';
import type { View } from './finding.ts';

/** Why a value (not resolved) may not be the new value of a signature field; null where nothing is against it. */
export function newValueProblem(view: View, value: PdfValue): ChangeCode | null {
  const signature = view.after(value);
  if (!isDict(signature)) return 'field-changed';
  if (isRef(value) && view.file.objects.object(value.number, view.revision - 1) !== null) return 'signature-reused';
  if (!isOfItsRevision(view, signature)) return 'signature-not-of-its-revision';
  return view.permissions.docMdp === 1 && !isTimeStampValue(view, signature) ? 'field-filled' : null;
}

/** Whether a signature dictionary is that of a document time-stamp (ISO 32000-2, 12.8.5). */
export function isTimeStampValue({ after }: Pick<View, 'after'>, signature: PdfDict): boolean {
  const [type, subFilter] = ['Type', 'SubFilter'].map((key) => nameOf(after(entry(signature, key))));
  return type === 'DocTimeStamp' && subFilter === 'ETSI.RFC3161';
}

/** A signature signs the revision that brings it: /Contents stands there, and the byte range ends with it. */
function isOfItsRevision({ file, revision }: View, signature: PdfDict): boolean {
  const written = file.revisions[revision];
  const range = readByteRange(signature);
  const contents = entry(signature, 'Contents');
  if (written === undefined || range === null || !isString(contents)) return false;
  const end = range[2] + range[3];
  return contents.start >= written.start && contents.end <= written.end && end > contents.end && end >= written.eofEnd;
}
