import { entry, isArray, isDict, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';

type Resolve = (value: PdfValue) => PdfValue;

const SIMPLE_FONTS = new Set(['Type1', 'TrueType', 'MMType1']);
const PICTURES = /ding|symbol/i;

/** Whether a value (resolved) is a font of one byte a letter whose glyphs are no content streams (ISO 32000-2, 9.6). */
export function isSimpleFont(resolve: Resolve, font: PdfValue): font is PdfDict {
  return isDict(font) && SIMPLE_FONTS.has(nameOf(resolve(entry(font, 'Subtype'))) ?? '');
}

/**
 * Whether a font (resolved) shows each ASCII letter as the letter that it is: one of the viewer's own, without a program
 * or an encoding that makes it another (ISO 32000-2, 9.6.5).
 */
export function isTextFont(resolve: Resolve, font: PdfValue): boolean {
  if (!isSimpleFont(resolve, font)) return false;
  const descriptor = resolve(entry(font, 'FontDescriptor'));
  const isEmbedded = isDict(descriptor) && [...descriptor.entries.keys()].some((key) => key.startsWith('FontFile'));
  const isPicture = PICTURES.test(nameOf(resolve(entry(font, 'BaseFont'))) ?? '');
  return !isEmbedded && !isPicture && hasAscii(resolve, resolve(entry(font, 'Encoding')));
}

function hasAscii(resolve: Resolve, encoding: PdfValue): boolean {
  return isDict(encoding) ? keepsAscii(resolve, encoding) : nameOf(encoding) !== 'MacExpertEncoding';
}

/** Where PDFDocEncoding, which forms are written in, names letters of ASCII that are others in StandardEncoding. */
const OWN_NAMES: ReadonlyMap<number, string> = new Map([
  [39, 'quotesingle'],
  [45, 'hyphen'],
  [96, 'grave'],
]);

/** Whether an encoding's differences leave the letters of ASCII what they are (ISO 32000-2, 9.6.5.1). */
export function keepsAscii(resolve: Resolve, encoding: PdfDict): boolean {
  const differences = resolve(entry(encoding, 'Differences'));
  if (nameOf(resolve(entry(encoding, 'BaseEncoding'))) === 'MacExpertEncoding') return false;
  if (differences === null) return true;
  if (!isArray(differences)) return false;
  let code = 0;
  for (const item of differences.map(resolve)) {
    const name = nameOf(item);
    if (typeof item === 'number') code = item;
    else if (name === null) return false;
    else {
      if (code >= 0x20 && code < 0x7f && OWN_NAMES.get(code) !== name) return false;
      code += 1;
    }
  }
  return true;
}
