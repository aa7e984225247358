import { entry, isArray, isDict, nameOf, type PdfValue } from '../reader/values.ts';

type Resolve = (value: PdfValue) => PdfValue;

const SIMPLE = new Set(['Type1', 'TrueType', 'MMType1']);
const PICTURES = /ding|symbol/i;
/** ASCII without the controls: codes of these show what they are called. */
const [FIRST, LAST] = [0x20, 0x7e];

/**
 * Whether a font (resolved) shows each ASCII letter as the letter that it is: one of the viewer's own, without a program
 * or an encoding that makes it another (ISO 32000-2, 9.6.5).
 */
export function isTextFont(resolve: Resolve, font: PdfValue): boolean {
  if (!isDict(font) || !SIMPLE.has(nameOf(resolve(entry(font, 'Subtype'))) ?? '')) return false;
  const descriptor = resolve(entry(font, 'FontDescriptor'));
  const isEmbedded = isDict(descriptor) && [...descriptor.entries.keys()].some((key) => key.startsWith('FontFile'));
  const isPicture = PICTURES.test(nameOf(resolve(entry(font, 'BaseFont'))) ?? '');
  return !isEmbedded && !isPicture && !redefinesLetters(resolve, resolve(entry(font, 'Encoding')));
}

function redefinesLetters(resolve: Resolve, encoding: PdfValue): boolean {
  const differences = isDict(encoding) ? resolve(entry(encoding, 'Differences')) : null;
  if (!isArray(differences)) return differences !== null;
  let code = 0;
  for (const item of differences.map(resolve)) {
    if (typeof item === 'number') code = item;
    else if (code >= FIRST && code <= LAST) return true;
    else code++;
  }
  return false;
}
