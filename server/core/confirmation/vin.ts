/** Vehicle identification numbers: ISO 3779, ISO 3780, GB 16735. */
import type { IsoDate } from './calendar.ts';
import type { FieldCode, WordData } from './errors.ts';
import { typedForm, withoutScannerMarks } from './typed-form.ts';

export const VIN_LENGTH = 17;

/** What is wrong with a VIN. A `warning` does not make it unusable: not every country's VINs have a check digit. */
export type VinProblem = {
  readonly code: Extract<FieldCode, 'vin-length' | 'vin-characters' | 'vin-scanned' | 'vin-check-digit'>;
  readonly severity: 'error' | 'warning';
  readonly data: WordData;
  /** VINs without a fault that were perhaps meant, likeliest first; at most `MAX_SUGGESTIONS`. */
  readonly suggestions: readonly string[];
};

const MAX_SUGGESTIONS = 5;
const WELL_FORMED = /^[A-HJ-NPR-Z0-9]{17}$/;
const CHARACTER = /^[A-HJ-NPR-Z0-9]$/;
/** ISO 3779 letter values: I, O and Q have none. */
const VALUES: ReadonlyMap<string, number> = new Map(
  [...'0123456789', ...'ABCDEFGH', ...'JKLMN', 'P', 'R', ...'STUVWXYZ'].map((character, place) => [
    character,
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9][place] ?? 0,
  ]),
);
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/** Index of the check digit (position 9). */
const CHECK_INDEX = 8;
/** Index of the model year (position 10). */
const YEAR_INDEX = 9;
/** What is typed for a digit that looks like it: no VIN has these characters, so that they are asked back. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ['I', '1'],
  ['O', '0'],
  ['Q', '0'],
  ['З', '3'],
]);
/** A word on the label, or the `I` that bar-code labels put before a VIN, before 17 characters. */
const LABELLED = /^(?:VIN[:#]?|I)(?=.{17}$)/u;
/** Pairs that a reader takes for one another; those of equal value (1/A/J …) no check digit tells apart. */
const CONFUSED = ['5S', '2Z', '6G', '0D', '8B', 'UV', '1L'];
/** Model-year codes from 1980 on (ISO 3779 table; I O Q U Z 0 are not used). */
const YEAR_CODES = 'ABCDEFGHJKLMNPRSTVWXY123456789';
const CYCLE_YEARS = YEAR_CODES.length;

/** A VIN in its one spelling, however it was typed (`typedForm`). */
export function normalizeVin(text: string): string {
  return typedForm(text);
}

/** True for 17 characters of the VIN alphabet; says nothing about the check digit. */
export function isWellFormedVin(vin: string): boolean {
  return WELL_FORMED.test(vin);
}

/** True for characters of the VIN alphabet, however many. */
export function isVinText(text: string): boolean {
  return [...text].every((character) => CHARACTER.test(character));
}

/** The character that belongs at position 9: a digit or X. Null when the VIN is not well formed. */
export function vinCheckCharacter(vin: string): string | null {
  if (!isWellFormedVin(vin)) return null;
  const sum = [...vin].reduce((total, character, at) => total + (VALUES.get(character) ?? 0) * (WEIGHTS[at] ?? 0), 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}

/** Whether the check digit is mandatory: Chinese (L, and H since GB 16737-2019) and North American (1–5) manufacturers. */
export function checkDigitIsMandatory(vin: string): boolean {
  return /^[HL1-5]/.test(vin);
}

/** What is wrong with a normalised VIN, and what was perhaps meant; empty when nothing is wrong. */
export function inspectVin(vin: string): readonly VinProblem[] {
  const scanned = scannerProblem(vin);
  if (scanned !== null) return [scanned];
  const characters = [...vin];
  const problems = [...lengthProblem(characters), ...characterProblem(characters)];
  return problems.length > 0 ? problems : checkDigitProblem(vin);
}

/** 17 characters within what a scanner or a label puts around them. Null for anything else. */
function scannerProblem(vin: string): VinProblem | null {
  const bare = withoutScannerMarks(vin).replace(LABELLED, '');
  if (bare === vin || [...bare].length !== VIN_LENGTH) return null;
  return { code: 'vin-scanned', severity: 'error', data: { vin: bare }, suggestions: meantBy(bare) };
}

/** What a VIN with lookalikes of digits stands for; nothing where that would be wrong, too. */
function meantBy(vin: string): readonly string[] {
  const meant = withDigits(vin);
  return isFaultless(meant) ? [meant] : [];
}

/** Each lookalike of a digit as that digit. */
export function withDigits(text: string): string {
  return Array.from(text, (character) => LOOKALIKES.get(character) ?? character).join('');
}

function lengthProblem(characters: readonly string[]): readonly VinProblem[] {
  if (characters.length === VIN_LENGTH) return [];
  return [{ code: 'vin-length', severity: 'error', data: { length: characters.length }, suggestions: [] }];
}

function characterProblem(characters: readonly string[]): readonly VinProblem[] {
  const wrong = characters.flatMap((character, at) =>
    CHARACTER.test(character) ? [] : [{ character, position: at + 1 }],
  );
  if (wrong.length === 0) return [];
  const shown = wrong.slice(0, VIN_LENGTH);
  const data = {
    characters: [...new Set(shown.map(({ character }) => character))],
    positions: shown.map(({ position }) => String(position)),
  };
  return [{ code: 'vin-characters', severity: 'error', data, suggestions: meantBy(characters.join('')) }];
}

function checkDigitProblem(vin: string): readonly VinProblem[] {
  const expected = vinCheckCharacter(vin);
  const found = vin.charAt(CHECK_INDEX);
  if (expected === null || expected === found) return [];
  const suggestions = [...new Set([...swapped(vin), ...mistaken(vin)])].slice(0, MAX_SUGGESTIONS);
  const severity = checkDigitIsMandatory(vin) ? 'error' : 'warning';
  return [{ code: 'vin-check-digit', severity, data: { vin, expected, found }, suggestions }];
}

/** Well formed, and with the right check digit where one is mandatory. */
function isFaultless(vin: string): boolean {
  return isWellFormedVin(vin) && (!checkDigitIsMandatory(vin) || satisfiesCheckDigit(vin));
}

function satisfiesCheckDigit(vin: string): boolean {
  return vinCheckCharacter(vin) === vin.charAt(CHECK_INDEX);
}

/** The VIN with two neighbours swapped, wherever that satisfies the check digit; from the serial number backwards, where most slips are. */
function swapped(vin: string): readonly string[] {
  return Array.from({ length: VIN_LENGTH - 1 }, (_, step) => VIN_LENGTH - 2 - step)
    .map((at) => vin.slice(0, at) + vin.charAt(at + 1) + vin.charAt(at) + vin.slice(at + 2))
    .filter((candidate) => candidate !== vin && satisfiesCheckDigit(candidate));
}

/** The VIN with one character read as its lookalike, wherever that satisfies the check digit. */
function mistaken(vin: string): readonly string[] {
  return [...vin].flatMap((character, at) =>
    CONFUSED.filter((pair) => pair.includes(character))
      .map((pair) => vin.slice(0, at) + pair.replace(character, '') + vin.slice(at + 1))
      .filter(satisfiesCheckDigit),
  );
}

/** The world manufacturer identifier: 3 characters, with positions 12–14 behind them where the third is 9 (ISO 3780: a small maker). */
export function wmiOf(vin: string): string {
  const wmi = vin.slice(0, 3);
  return wmi.endsWith('9') ? wmi + vin.slice(11, 14) : wmi;
}

/** The model years that position 10 can stand for, earliest first: the code comes round every 30 years. Empty where it is no year code. */
export function modelYears(vin: string): readonly number[] {
  const place = isWellFormedVin(vin) ? YEAR_CODES.indexOf(vin.charAt(YEAR_INDEX)) : -1;
  return place < 0 ? [] : [0, 1, 2].map((cycle) => 1980 + place + cycle * CYCLE_YEARS);
}

/**
 * Whether a vehicle of that model year can have been first registered that day. Sales of a model year are taken to start at
 * the earliest on 1 July of the year but one before it (18 months ahead); a registration before that is impossible.
 * The cycle meant is the one nearest to the registration, so that every code and date have one answer. Vehicles whose maker
 * need not code the year there (all but Chinese and North American ones) are never implausible.
 */
export function modelYearPlausible(vin: string, firstRegistration: IsoDate): boolean {
  if (!checkDigitIsMandatory(vin)) return true;
  const registered = Number(firstRegistration.slice(0, 4));
  const years = modelYears(vin);
  if (years.length === 0) return true;
  const nearest = years.reduce((best, year) =>
    Math.abs(year - registered) < Math.abs(best - registered) ? year : best,
  );
  return firstRegistration >= `${nearest - 2}-07-01`;
}

/** The VIN as people compare it: groups of 3, 6 and 8, parted by spaces. */
export function groupVin(vin: string): string {
  return [vin.slice(0, 3), vin.slice(3, 9), vin.slice(9)].filter((group) => group !== '').join(' ');
}
