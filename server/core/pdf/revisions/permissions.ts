import type { DocMdp } from '#core/pdf/document/certification.ts';
import { readByteRange } from '#core/pdf/document/coverage.ts';
import type { PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import { readSignedFields, type SignedField } from '#core/pdf/document/signature-fields.ts';
import { decodeTextString } from '#core/pdf/document/text-string.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, isString, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';

/** Fields that may not change (ISO 32000-2, 12.8.2.4). */
export type FieldLock = { readonly action: 'All' | 'Include' | 'Exclude'; readonly names: ReadonlySet<string> };

/** What the signatures of a document permit, taken together: the strictest of each. */
export type Permissions = {
  /** The lowest DocMDP permission; null where no signature has one. */
  readonly docMdp: DocMdp | null;
  readonly locks: readonly FieldLock[];
};

/** What each signature permits, read once. */
export type PermissionHistory = {
  /** What may still be done in a revision: the signatures of the revisions before it decide. */
  readonly at: (revision: number) => Permissions;
};

/** Reads what the signatures permit. Throws `file-malformed` or `limit-exceeded`. */
export function readPermissions(file: PdfFile, signatures: readonly PdfSignature[]): PermissionHistory {
  const found = signatures.flatMap((signature) => {
    if (signature.revision === null) return [];
    const field = readSignedFields(file, signature.revision).find((one) => isOf(one, signature));
    return field === undefined
      ? []
      : [{ revision: signature.revision, ...permissionsOf(file, signature.revision, field) }];
  });
  return {
    at: (revision) => {
      const earlier = found.filter((one) => one.revision < revision);
      const levels = earlier.flatMap((one) => one.levels);
      const docMdp = ([1, 2, 3] as const).find((level) => levels.includes(level)) ?? null;
      return { docMdp, locks: earlier.flatMap((one) => one.locks) };
    },
  };
}

/** Two fields may bear one name: the byte range tells them apart. */
function isOf({ name, value }: SignedField, signature: PdfSignature): boolean {
  return name === signature.name && String(readByteRange(value)) === String(signature.byteRange);
}

/** Whether a field, or one that contains it, is locked. */
export function isLocked({ locks }: Permissions, name: string): boolean {
  return locks.some(({ action, names }) => {
    if (action === 'All') return true;
    return action === 'Include' ? isListed(names, name) : !isListed(names, name);
  });
}

/** Whether a list has a name, or the beginning of it that ends before a full stop. */
function isListed(names: ReadonlySet<string>, name: string): boolean {
  if (names.has(name)) return true;
  for (let at = name.indexOf('.'); at !== -1; at = name.indexOf('.', at + 1))
    if (names.has(name.slice(0, at))) return true;
  return false;
}

type Found = { readonly levels: readonly DocMdp[]; readonly locks: readonly FieldLock[] };

/** The signature references count, and so does the /Lock of the field that they were made from. */
function permissionsOf(file: PdfFile, revision: number, { dict, value }: SignedField): Found {
  const resolve = (at: PdfValue) => file.objects.resolve(at, revision);
  const levels: DocMdp[] = [];
  const locks: FieldLock[] = [];
  const references = resolve(entry(value, 'Reference'));
  if (references !== null && !isArray(references)) levels.push(1);
  for (const item of isArray(references) ? references.slice(0, file.limits.signatures) : []) {
    const reference = resolve(item);
    if (!isDict(reference)) continue;
    const method = nameOf(resolve(entry(reference, 'TransformMethod')));
    const parms = resolve(entry(reference, 'TransformParams'));
    if (method === 'DocMDP') levels.push(isDict(parms) ? levelOf(resolve(entry(parms, 'P')) ?? 2) : 1);
    if (method === 'FieldMDP') locks.push(isDict(parms) ? lockOf(resolve, parms) : EVERYTHING);
  }
  const lock = resolve(entry(dict, 'Lock'));
  if (isDict(lock)) {
    locks.push(lockOf(resolve, lock));
    const level = resolve(entry(lock, 'P'));
    if (level !== null) levels.push(levelOf(level));
  }
  return { levels, locks };
}

const EVERYTHING: FieldLock = { action: 'All', names: new Set() };

/** What is no permission permits nothing. */
function levelOf(value: PdfValue): DocMdp {
  return value === 2 || value === 3 ? value : 1;
}

function lockOf(resolve: (value: PdfValue) => PdfValue, dict: PdfDict): FieldLock {
  const action = nameOf(resolve(entry(dict, 'Action')));
  if (action !== 'Include' && action !== 'Exclude') return EVERYTHING;
  const list = resolve(entry(dict, 'Fields'));
  const texts = isArray(list) ? list.map(resolve) : [null];
  // What cannot be read may name any field.
  return texts.every(isString)
    ? { action, names: new Set(texts.map(({ bytes }) => decodeTextString(bytes))) }
    : EVERYTHING;
}
