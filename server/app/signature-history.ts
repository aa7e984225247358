import type { PdfFile } from '../pdf/reader/open-pdf.ts';
import { readSignedFields } from '../pdf/reader/signature-fields.ts';
import { entry, nameOf } from '../pdf/reader/values.ts';

/** `signature-removed` where an earlier revision holds a signature that the newest does not. */
export function signaturesTakenAway(file: PdfFile): readonly 'signature-removed'[] {
  const newest = file.revisions.length - 1;
  const now = new Set(readSignedFields(file, newest).map(({ name }) => name));
  for (let revision = 0; revision < newest; revision++) {
    if (readSignedFields(file, revision).some(({ name }) => !now.has(name))) return ['signature-removed'];
  }
  return [];
}

/** Names of the fields whose signature calls itself something else than its SubFilter is (ISO 32000-2, table 255). */
export function typeMismatches(file: PdfFile): ReadonlySet<string> {
  const newest = file.revisions.length - 1;
  const mismatched = readSignedFields(file, newest).filter(({ value }) => {
    const type = nameOf(file.objects.resolve(entry(value, 'Type')));
    const isStamp = nameOf(file.objects.resolve(entry(value, 'SubFilter'))) === 'ETSI.RFC3161';
    return isStamp ? type !== 'DocTimeStamp' : type !== null && type !== 'Sig';
  });
  return new Set(mismatched.map(({ name }) => name));
}
