/** The parts of a confirmation number. */
export type ConfirmationNumberParts = {
  /** 1 to 12 upper-case letters and digits. */
  readonly makerCode: string;
  /** Four digits. */
  readonly year: number;
  /** 1 to 9,999,999, per maker code and year. */
  readonly sequence: number;
};

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const PREFIX = 'ASC';
const MAKER_CODE = /^[A-Z0-9]{1,12}$/;
const COMPACT = /^ASC([A-Z0-9]{1,12})([1-9]\d{3})(\d{7})([A-Z0-9])$/;
/** Longer than any number with separators: hostile text is not normalised at all. */
const MAX_TEXT_LENGTH = 64;
/** Whitespace, every kind of dash, the minus sign and invisible marks: what typing, copying and OCR put in or leave out. */
const SEPARATORS = /[\s\p{Pd}\u2212\p{Cf}]+/gu;

/** The ISO 7064 MOD 37,36 check character of upper-case letters and digits. Throws a RangeError for anything else. */
export function checkCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError('only upper-case letters and digits have a check character');
    const sum = (product + value) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return ALPHABET.charAt((37 - product) % 36);
}

/**
 * `ASC-<maker code>-<year>-<sequence, 7 digits><check character>`. The check character (ISO 7064 MOD 37,36) covers every
 * letter and digit before it; hyphens are left out. Throws a RangeError when a part is out of its range.
 */
export function formatConfirmationNumber(parts: ConfirmationNumberParts): string {
  const { makerCode, year, sequence } = parts;
  if (!MAKER_CODE.test(makerCode)) throw new RangeError('a maker code has 1 to 12 upper-case letters and digits');
  if (!isWhole(year, 1000, 9999)) throw new RangeError('a year has four digits');
  if (!isWhole(sequence, 1, 9_999_999)) throw new RangeError('a sequence is between 1 and 9,999,999');
  const digits = String(sequence).padStart(7, '0');
  return `${PREFIX}-${makerCode}-${year}-${digits}${checkCharacter(`${PREFIX}${makerCode}${year}${digits}`)}`;
}

/**
 * Reads a number as people type and paste it: case, spaces, hyphens of any width (or none) do not matter.
 * Gives its parts and its one proper spelling; null when it is no number or its check character is wrong.
 */
export function parseConfirmationNumber(text: string): (ConfirmationNumberParts & { readonly number: string }) | null {
  if (text.length > MAX_TEXT_LENGTH) return null;
  const compact = text.normalize('NFKC').toUpperCase().replace(SEPARATORS, '');
  const [, makerCode, year, sequence, check] = COMPACT.exec(compact) ?? [];
  if (makerCode === undefined || check !== checkCharacter(compact.slice(0, -1))) return null;
  const parts = { makerCode, year: Number(year), sequence: Number(sequence) };
  return parts.sequence === 0 ? null : { ...parts, number: formatConfirmationNumber(parts) };
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
