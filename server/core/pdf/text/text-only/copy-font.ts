import { nameText } from '#core/pdf/exact/print-value.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import { entry, isArray, isDict, isStream, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { copyToUnicode } from './copy-to-unicode.ts';
import { type CopyWriter, plainText } from './copy-writer.ts';

const FONT_KEYS = ['Subtype', 'BaseFont', 'FontMatrix', 'FontBBox', 'FirstChar', 'LastChar', 'Widths'] as const;
const DESCENDANT_KEYS = ['Subtype', 'BaseFont', 'DW', 'W', 'DW2', 'W2'] as const;
const DESCRIPTOR_KEYS = ['FontName', 'Flags', 'FontBBox', 'Ascent', 'Descent', 'CapHeight', 'MissingWidth'] as const;
/** Codes of a font reach up to here: tables are indexed by them. */
const MOST_CODE = 65_535;

/**
 * Writes what places the letters of a font (ISO 32000-2, 9.6 to 9.8) and tells a blank from a letter: widths, encoding and
 * /ToUnicode. Font programs and the drawings of Type 3 fonts are left out: they show, and can hide, a bomb, but move nothing.
 * Throws `file-malformed` for widths of codes that no font has, and for an encoding that is a stream.
 */
export function copyFont(file: PdfFile, writer: CopyWriter, number: number, font: PdfDict): void {
  const resolve = (value: PdfValue) => file.objects.resolve(value);
  const isComposite = nameOf(resolve(entry(font, 'Subtype'))) === 'Type0';
  const parts = ['/Type/Font', copiedKeys(font, FONT_KEYS, resolve)];
  for (const key of ['FirstChar', 'LastChar']) checkCode(resolve(entry(font, key)));
  parts.push(encodingOf(font, resolve), descriptorOf(font, resolve));
  if (nameOf(resolve(entry(font, 'Subtype'))) === 'Type3') parts.push('/CharProcs<<>>');
  if (isComposite) parts.push(`/DescendantFonts[<<${descendantOf(font, resolve)}>>]`);
  parts.push(toUnicodeOf(file, writer, resolve(entry(font, 'ToUnicode'))));
  writer.dict(number, parts.join(''));
}

type Resolve = (value: PdfValue) => PdfValue;

/** Those of the keys that hold numbers, names, or arrays of them. */
export function copiedKeys(dict: PdfDict, keys: readonly string[], resolve: Resolve): string {
  return keys
    .map((key) => {
      const text = dict.entries.has(key) ? plainText(entry(dict, key), resolve) : null;
      return text === null ? '' : `/${key} ${text}`;
    })
    .join('');
}

function checkCode(value: PdfValue): void {
  const isFine = typeof value !== 'number' || (value >= 0 && value <= MOST_CODE);
  if (!isFine) throw malformed('a font with codes of more than two bytes');
}

function descriptorOf(font: PdfDict, resolve: Resolve): string {
  const descriptor = resolve(entry(font, 'FontDescriptor'));
  if (!isDict(descriptor)) return '';
  return `/FontDescriptor<</Type/FontDescriptor${copiedKeys(descriptor, DESCRIPTOR_KEYS, resolve)}>>`;
}

function encodingOf(font: PdfDict, resolve: Resolve): string {
  const encoding = resolve(entry(font, 'Encoding'));
  const name = nameOf(encoding);
  if (name !== null) return `/Encoding${nameText(name)}`;
  if (isStream(encoding)) throw malformed('a font whose encoding is a stream');
  if (!isDict(encoding)) return '';
  for (const value of listOf(resolve(entry(encoding, 'Differences')))) checkCode(resolve(value));
  return `/Encoding<<${copiedKeys(encoding, ['BaseEncoding', 'Differences'], resolve)}>>`;
}

/** The one descendant of a composite font. Its character collection counts as Identity: other readings need tables of the viewer. */
function descendantOf(font: PdfDict, resolve: Resolve): string {
  const [reference = null] = listOf(resolve(entry(font, 'DescendantFonts')));
  const descendant = resolve(reference);
  if (!isDict(descendant)) throw malformed('a composite font without descendant');
  for (const key of ['W', 'W2']) checkWidthCodes(listOf(resolve(entry(descendant, key))), resolve);
  const system = '/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>';
  const keys = copiedKeys(descendant, DESCENDANT_KEYS, resolve);
  return `/Type/Font${keys}${system}${descriptorOf(descendant, resolve)}`;
}

/** `c [w …]` and `first last w` (ISO 32000-2, 9.7.4.3): every number outside an inner array stays within the codes. */
function checkWidthCodes(widths: readonly PdfValue[], resolve: Resolve): void {
  for (const value of widths) {
    const found = resolve(value);
    if (isArray(found)) continue;
    checkCode(found);
  }
}

function toUnicodeOf(file: PdfFile, writer: CopyWriter, value: PdfValue): string {
  const name = nameOf(value);
  if (name !== null) return `/ToUnicode${nameText(name)}`;
  if (!isStream(value)) return '';
  const cmap = copyToUnicode(file.decode(value));
  if (cmap === '') return '';
  const number = writer.reserve();
  writer.stream(number, '', new TextEncoder().encode(cmap));
  return `/ToUnicode ${number} 0 R`;
}

function listOf(value: PdfValue): readonly PdfValue[] {
  return isArray(value) ? value : [];
}
