/** The one form in which texts of the data and texts read from pages are compared, and the identifiers within them. */
import { isWellFormedVin, vinCheckCharacter } from './vin.ts';

const VIN_CHARACTER = '[A-HJ-NPR-Z0-9]';
/** 17 characters, perhaps set in groups of 3, 6 and 8, that are no part of a longer word. */
export const VIN_SHAPE = new RegExp(
  `(?<![A-Z0-9])${VIN_CHARACTER}{3}\\s{0,3}${VIN_CHARACTER}{6}\\s{0,3}${VIN_CHARACTER}{8}(?![A-Z0-9])`,
  'g',
);
/** A vehicle's serial number ends in four digits (ISO 3779 §4.4): anything else of 17 characters is just a word. */
export const SERIAL = /\d{4}$/;
export const NUMBER_SHAPE =
  /(?<![A-Z0-9])ASC\s{0,3}-\s{0,3}[A-Z0-9]{1,12}\s{0,3}-\s{0,3}\d{4}\s{0,3}-\s{0,3}\d{7}[A-Z0-9](?![A-Z0-9])/g;
/** Wherever a line may break, a number begins: also within a longer word. */
const NUMBER_WITHIN = /ASC-[A-Z0-9]{1,12}-\d{4}-\d{7}[A-Z0-9]/;

/** Letters of which a font draws some forms alike, so that one glyph may stand for either. */
const DRAWN_ALIKE: ReadonlyMap<string, string> = new Map([
  ...[...'ىیې'].map((letter) => [letter, 'ي'] as const),
  ...[...'ہھەۂ'].map((letter) => [letter, 'ه'] as const),
  ['ک', 'ك'],
  ['ں', 'ن'],
  ['ۃ', 'ة'],
  ['户', '戶'],
  ['郎', '郞'],
  ['~', '-'],
  ['ı', 'i'],
  ['ȷ', 'j'],
]);
const ALIKE = new RegExp(`[${[...DRAWN_ALIKE.keys()].join('')}]`, 'gu');

/**
 * Compatibility forms made plain and letters taken apart from their marks (NFKD: whatever way a font or a reader composes
 * them), one kind of hyphen, one kind of bracket (text from right to left mirrors
 * them) and nothing invisible; white space stays.
 */
export function readable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{Bidi_M}\p{Ps}\p{Pe}\p{Pi}\p{Pf}]/gu, '(')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(ALIKE, (letter) => DRAWN_ALIKE.get(letter) ?? letter)
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?!\s)\p{Cc}/gu, '');
}

export function compact(text: string): string {
  return text.replace(/\s+/g, '');
}

/**
 * The first VIN or confirmation number that a reader could find in free texts that stand side by side, in the order of
 * the page; null when there is none. A VIN is one of `vins`, or 17 characters with the right check digit.
 */
export function identifierIn(texts: readonly string[], vins: Iterable<string>): string | null {
  const forms = texts.map(readable);
  const run = compact(forms.join(''));
  const [number] = NUMBER_WITHIN.exec(run) ?? [];
  if (number !== undefined) return number;
  for (const vin of vins) if (run.includes(vin)) return vin;
  return (forms.join('\n').match(VIN_SHAPE) ?? []).find(isVin) ?? null;
}

/** In groups only with a serial number: three words of the right lengths are no VIN. */
function isVin(match: string): boolean {
  const vin = compact(match);
  return (vin === match || SERIAL.test(vin)) && isWellFormedVin(vin) && vinCheckCharacter(vin) === vin.charAt(8);
}
