import { readByteRange, readContents } from '#core/pdf/document/coverage.ts';
import { readSignedFields, type SignedField } from '#core/pdf/document/signature-fields.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, isRef, isStream, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';

/** `signature-removed` where an earlier revision holds a signature that the newest does not have in the same field. */
export function signaturesTakenAway(file: PdfFile): readonly 'signature-removed'[] {
  const newest = file.revisions.length - 1;
  const now = new Set(readSignedFields(file, newest).map(identityOf));
  for (let revision = 0; revision < newest; revision++) {
    if (readSignedFields(file, revision).some((field) => !now.has(identityOf(field)))) return ['signature-removed'];
  }
  return [];
}

/** The field, and which bytes of the file hold its signature: another value under the same name is another signature. */
function identityOf({ name, value }: SignedField): string {
  return JSON.stringify([name, readByteRange(value), readContents(value)?.start ?? null]);
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

/**
 * `hybrid-conflict` where readers that do not follow /XRefStm miss something of a signed document (ISO 32000-2, 7.5.8.4).
 * The structure tree is left out: office programs hide just that, and nothing of it is shown.
 */
export function hiddenFromSome(file: PdfFile): readonly 'hybrid-conflict'[] {
  const hidden = new Set(
    file.revisions.flatMap(({ sections, entries }) => {
      const numbers =
        sections.length > 1 && sections[0]?.form === 'table' ? [...(sections[1]?.entries.keys() ?? [])] : [];
      return numbers.filter((number) => entries.get(number)?.kind !== 'free' && sections[1]?.form === 'stream');
    }),
  );
  if (hidden.size === 0) return [];
  const seen = new Set<number>();
  const open: PdfValue[] = [file.revisions.at(-1)?.trailer ?? null];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isRef(value)) {
      if (hidden.has(value.number)) return ['hybrid-conflict'];
      if (!seen.has(value.number)) open.push(file.objects.resolve(value));
      seen.add(value.number);
    } else if (isArray(value)) for (const item of value) open.push(item);
    else if (isStream(value)) open.push(value.dict);
    else if (isDict(value)) for (const [key, inner] of value.entries) if (key !== 'StructTreeRoot') open.push(inner);
  }
  return [];
}
