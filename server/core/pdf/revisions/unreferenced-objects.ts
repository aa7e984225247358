import { afterSpaceAndComments } from '#core/pdf/syntax/characters.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { isDict, isStream, nameOf, type PdfStream, type PdfValue } from '#core/pdf/syntax/values.ts';
import { ENCODING, falseIfUnread } from './same-drawing.ts';
import { sameBytes } from './same-value.ts';
import type { View } from './view.ts';

const MOST_NAMED = 20;

/**
 * Objects that a revision writes although nothing leads to them: their only use is to be made visible later. Object and
 * cross-reference streams are the writing itself.
 */
export function unreferencedObjects({ file, revision, references }: View): readonly string[] {
  const written = file.revisions[revision];
  if (written === undefined) return [];
  const numbers = [...written.added, ...written.replaced].filter((number) => {
    const value = file.objects.object(number, revision)?.value ?? null;
    const before = file.objects.object(number, revision - 1)?.value ?? null;
    return (
      value !== null && value !== before && !isWriting(value) && !isLeftOver(value) && !isBlank(file, value, revision)
    );
  });
  if (numbers.length === 0) return [];
  const reached = reachedNumbers({ file, revision, references }, written.trailer);
  const unreached = numbers.filter((number) => !reached.has(number));
  if (unreached.length === 0) return [];
  const writtenAs = (number: number) => file.objects.object(number, revision)?.value ?? null;
  const shown = [...written.added, ...written.replaced].filter((number) => reached.has(number)).map(writtenAs);
  const isCopy = copiesOf(file, shown.filter(isStream));
  return unreached
    .filter((number) => !isCopy(writtenAs(number)))
    .slice(0, MOST_NAMED)
    .map(String);
}

/** Bytes that are compared for one revision: beyond them nothing is known to be a copy. */
const MOST_COMPARED = 4_000_000;

/** The bare content of a look beside the look itself, as iText 7 writes it: it holds nothing that is not shown. */
function copiesOf(file: PdfFile, shown: readonly PdfStream[]) {
  let compared = 0;
  const bytesOf = ({ start, end }: PdfStream) => file.bytes.subarray(start, end);
  const isSame = (one: PdfStream, other: PdfStream) => {
    if (one.end - one.start !== other.end - other.start || !sameEncoding(one, other)) return false;
    compared += one.end - one.start;
    return compared <= MOST_COMPARED && sameBytes(bytesOf(one), bytesOf(other));
  };
  return (value: PdfValue): boolean =>
    isStream(value) &&
    [...value.dict.entries.keys()].every((key) => ENCODING.has(key)) &&
    shown.some((other) => isSame(value, other));
}

function sameEncoding(one: PdfStream, other: PdfStream): boolean {
  const [filter, filterOf] = [one, other].map(({ dict }) => dict.entries.get('Filter') ?? null);
  const plain = [one, other].every(({ dict }) => !dict.entries.has('DecodeParms'));
  return (
    plain &&
    (filter === filterOf || (nameOf(filter ?? null) !== null && nameOf(filter ?? null) === nameOf(filterOf ?? null)))
  );
}

function isWriting(value: PdfValue): boolean {
  const type = isStream(value) ? nameOf(value.dict.entries.get('Type') ?? null) : null;
  return type === 'XRef' || type === 'ObjStm';
}

/** What common writers forget: a font that names no font, and validation data of a signature that has gone. They show nothing. */
function isLeftOver(value: PdfValue): boolean {
  if (!isDict(value)) return false;
  const type = nameOf(value.entries.get('Type') ?? null);
  if (type === 'VRI') return [...value.entries.keys()].every((key) => VALIDATION_KEYS.has(key));
  return type === 'Font' && value.entries.size === 1;
}

/** The layers of a signature's look that iText writes and does not use: forms that paint nothing, comments at most. */
function isBlank(file: PdfFile, value: PdfValue, revision: number): boolean {
  if (!isStream(value) || nameOf(value.dict.entries.get('Subtype') ?? null) !== 'Form') return false;
  if ([...value.dict.entries.keys()].some((key) => !BLANK_KEYS.has(key))) return false;
  return falseIfUnread(() => {
    const content = file.decode(value, revision);
    return afterSpaceAndComments(content, 0) >= content.length;
  });
}

const BLANK_KEYS = new Set(['Type', 'Subtype', 'BBox', 'Matrix', 'Resources', 'FormType', ...ENCODING]);

const VALIDATION_KEYS = new Set(['Type', 'Cert', 'OCSP', 'CRL', 'TU', 'TS']);

function reachedNumbers(
  { file, revision, references }: Pick<View, 'file' | 'revision' | 'references'>,
  trailer: PdfValue,
): ReadonlySet<number> {
  const reached = new Set<number>();
  const open: PdfValue[] = [trailer];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const reference of references.within(value)) {
      if (reached.has(reference.number)) continue;
      reached.add(reference.number);
      open.push(file.objects.resolve(reference, revision));
    }
  }
  return reached;
}
