import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { SignedField } from './signature-fields.ts';

export type DocMdp = 1 | 2 | 3;

/**
 * The permission of a certification signature (ISO 32000-2, 12.8.2.2): the catalog's /Perms /DocMDP must name this
 * very signature, in the revision that it signs and in the newest, and exactly one /Reference must say /DocMDP.
 * Null for an approval signature, and for one whose certification is not clear.
 */
export function readDocMdp(file: PdfFile, field: SignedField, signedRevision: number): DocMdp | null {
  const newest = file.revisions.length - 1;
  if (certified(file, newest) !== field.value || certified(file, signedRevision) !== field.value) return null;
  const references = file.objects.resolve(entry(field.value, 'Reference'), signedRevision);
  if (!isArray(references) || references.length > file.limits.signatures) return null;
  const permissions = references.flatMap((reference) => permissionOf(file, reference, signedRevision) ?? []);
  return permissions.length === 1 ? (permissions[0] ?? null) : null;
}

/** The signature dictionary that /Perms /DocMDP names as of a revision. */
function certified(file: PdfFile, revision: number): PdfDict | null {
  const perms = file.objects.resolve(entry(catalogOf(file, revision), 'Perms'), revision);
  const signature = isDict(perms) ? file.objects.resolve(entry(perms, 'DocMDP'), revision) : null;
  return isDict(signature) ? signature : null;
}

/** /P of one signature reference dictionary; 2 where it is left out (ISO 32000-2, table 257). */
function permissionOf(file: PdfFile, reference: PdfValue, revision: number): DocMdp | null {
  const dict = file.objects.resolve(reference, revision);
  if (!isDict(dict) || nameOf(file.objects.resolve(entry(dict, 'TransformMethod'), revision)) !== 'DocMDP') return null;
  const parms = file.objects.resolve(entry(dict, 'TransformParams'), revision);
  if (!isDict(parms)) return null;
  const permission = file.objects.resolve(entry(parms, 'P'), revision) ?? 2;
  return permission === 1 || permission === 2 || permission === 3 ? permission : null;
}
