import { typedForm, withoutScannerMarks } from './typed-form.ts';

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
/** Longer than any number with separators, or in the address of a QR code: hostile text is not normalised at all. */
const MAX_TEXT_LENGTH = 400;
/** What an address of this service, which the QR code of a document holds, has before the number. */
const IN_ADDRESS = '?NUMBER=';

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
 * Reads a number as people type, paste and scan it (`compactNumber`). Gives its parts and its one proper spelling; null when
 * it is no number or its check character is wrong.
 */
export function parseConfirmationNumber(text: string): (ConfirmationNumberParts & { readonly number: string }) | null {
  return parseCompactNumber(compactNumber(text));
}

/**
 * What was typed for a number, as letters and digits: case, spaces, hyphens of any width (or none), letters of another script
 * that look the same, what a scanner puts around it, and the address of a QR code do not matter. Empty for a text far too long.
 */
export function compactNumber(text: string): string {
  if (text.length > MAX_TEXT_LENGTH) return '';
  return withoutScannerMarks(typedForm(text)).split(IN_ADDRESS).at(-1) ?? '';
}

/** The same for letters and digits without hyphens. */
export function parseCompactNumber(compact: string): (ConfirmationNumberParts & { readonly number: string }) | null {
  const [, makerCode, year, sequence, check] = COMPACT.exec(compact) ?? [];
  if (makerCode === undefined || check !== checkCharacter(compact.slice(0, -1))) return null;
  const parts = { makerCode, year: Number(year), sequence: Number(sequence) };
  return parts.sequence === 0 ? null : { ...parts, number: formatConfirmationNumber(parts) };
}

/** The maker code of what was typed for a number, its check character right or wrong; null where it has not the shape of one. */
export function makerCodeOf(text: string): string | null {
  return COMPACT.exec(compactNumber(text))?.[1] ?? null;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
