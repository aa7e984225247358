import { latin1 } from '#core/pdf/syntax/characters.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isDict,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { EXEMPT } from './exempt.ts';
import { areAmong, CLEAN, change, differingKeys, type Finding, type View } from './finding.ts';

const DATE = /^D:[0-9+\-Z']{4,24}$/;
const NOTHING: PdfDict = { type: 'dict', entries: new Map() };

/** Texts about the document (ISO 32000-2, 14.3.3): no page shows them, so no signature forbids them. Both values are resolved. */
export function judgeInformation(view: View, before: PdfValue, after: PdfValue, number = 0): readonly Finding[] {
  if (after === null) return change(view, 'metadata', 'always', 'document-information-changed', number);
  if (isWord(after)) return change(view, 'metadata', 'always', 'document-information-changed', number);
  if (!isDict(after)) return change(view, 'metadata', 'never', 'document-information-changed', number);
  const keys = differingKeys(view, isDict(before) ? before : NOTHING, after);
  if (areAmong(keys, EXEMPT.information) && keys.every((key) => isDate(after.entries.get(key)))) return CLEAN;
  const areTexts = keys.every((key) => isWord(view.after(entry(after, key))));
  return change(view, 'metadata', areTexts ? 'always' : 'never', 'document-information-changed', number);
}

function isDate(value: PdfValue | undefined): boolean {
  return value !== undefined && isString(value) && DATE.test(latin1(value.bytes));
}

/** Nothing that could be drawn is kept among texts. */
function isWord(value: PdfValue): boolean {
  return value === null || isString(value) || nameOf(value) !== null;
}

/** An XMP packet (ISO 32000-2, 14.3.2). Both values are resolved. */
export function judgeMetadata(view: View, before: PdfValue, after: PdfValue, number = 0): readonly Finding[] {
  const isPacket = isStream(after) && nameOf(view.after(entry(after.dict, 'Subtype'))) === 'XML';
  if (after !== null && !isPacket) return change(view, 'metadata', 'never', 'metadata-changed', number);
  if (isStream(before) && isStream(after) && isSameButDates(view, before, after)) return CLEAN;
  return change(view, 'metadata', 'always', 'metadata-changed', number);
}

function isSameButDates(view: View, before: PdfStream, after: PdfStream): boolean {
  const isOfAnyLength = typeof entry(after.dict, 'Length') === 'number';
  if (!areAmong(differingKeys(view, before.dict, after.dict), isOfAnyLength ? ['Length'] : [])) return false;
  const old = withoutDates(view, before, view.revision - 1);
  return old !== null && old === withoutDates(view, after, view.revision);
}

/** Each date is of a bounded length, so that the search is linear. */
const DATES = EXEMPT.metadata.flatMap((name) => [
  new RegExp(`(<${name}>)[0-9T:.+Z-]{4,40}(?=</${name}>)`, 'g'),
  new RegExp(`(\\s${name}=["'])[0-9T:.+Z-]{4,40}(?=["'])`, 'g'),
]);

function withoutDates({ file }: View, stream: PdfStream, revision: number): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.decode(stream, revision));
    return DATES.reduce((rest, pattern) => rest.replace(pattern, '$1'), text);
  } catch (fault) {
    if (fault instanceof TypeError || (fault instanceof PdfReadError && fault.code !== 'limit-exceeded')) return null;
    throw fault;
  }
}
