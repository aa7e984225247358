import { readByteRange, readContents } from '#core/pdf/document/coverage.ts';
import { readSignedFields, type SignedField } from '#core/pdf/document/signature-fields.ts';
import { hiddenInHybrids } from '#core/pdf/syntax/hybrid-parts.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isStream,
  nameOf,
  type PdfDict,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';

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

/** How the /Type of a signature goes with its SubFilter, which decides what it is (ISO 32000-2, table 255). */
export type TypeOfSignature = 'right' | 'odd' | 'mismatch';

/**
 * By name of the field. `odd`: a time-stamp without /Type, and a signature that is called a time-stamp; some writers do so,
 * and its SubFilter and CMS say what it is. `mismatch`: something else.
 */
export function typesOfSignatures(file: PdfFile): ReadonlyMap<string, TypeOfSignature> {
  const newest = file.revisions.length - 1;
  return new Map(readSignedFields(file, newest).map(({ name, value }) => [name, typeOf(file, value)]));
}

function typeOf(file: PdfFile, signature: PdfDict): TypeOfSignature {
  const type = nameOf(file.objects.resolve(entry(signature, 'Type')));
  const isStamp = nameOf(file.objects.resolve(entry(signature, 'SubFilter'))) === 'ETSI.RFC3161';
  if (type === 'DocTimeStamp') return isStamp ? 'right' : 'odd';
  if (type === null) return isStamp ? 'odd' : 'right';
  return type === 'Sig' && !isStamp ? 'right' : 'mismatch';
}

/**
 * `hybrid-conflict` where readers that do not follow /XRefStm miss something of a signed document (ISO 32000-2, 7.5.8.4).
 * The structure tree is left out: office programs hide just that, and nothing of it is shown.
 */
export function hiddenFromSome(file: PdfFile): readonly 'hybrid-conflict'[] {
  const hidden = hiddenInHybrids(file.revisions);
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
