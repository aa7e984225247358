import { compactNumber, parseCompactNumber } from './confirmation-number.ts';
import type { FieldProblem } from './errors.ts';
import { inspectVin, isVinText, normalizeVin, VIN_LENGTH, withDigits } from './vin.ts';

/** What can be typed to say which vehicle or which confirmation. */
export type IdentifierKind = 'vin' | 'vin-tail' | 'number';

/**
 * What was typed: read, in its one spelling, or to be asked back before anything is concluded from it. `suggestions` are
 * what was perhaps meant: never taken without asking, since a check digit cannot tell every slip.
 */
export type TypedIdentifier =
  | { readonly kind: 'read'; readonly text: string }
  | ({ readonly kind: 'ask' } & Pick<FieldProblem, 'code' | 'data' | 'suggestions'>);

/** Longest text that is taken for a VIN, in characters. */
const MAX_VIN_INPUT = 60;
/** Fewest characters of a VIN's end that name a vehicle of a confirmation. */
export const VIN_TAIL_LENGTH = 6;
const MAX_SUGGESTIONS = 3;
/** Shown nowhere, but they change the order in which all others are shown. */
const STEERING = /\p{Bidi_Control}/gu;

/**
 * Reads a VIN, the end of a VIN, or a confirmation number, wherever somebody types one. A well-formed VIN whose check digit
 * is wrong is read: papers hold such VINs, and what it is compared with says how it differs.
 */
export function readTyped(kind: IdentifierKind, text: string): TypedIdentifier {
  if (kind !== 'number' && text.length > MAX_VIN_INPUT)
    return { kind: 'ask', code: 'too-long', data: { most: MAX_VIN_INPUT }, suggestions: [] };
  const read =
    kind === 'number' ? readNumber(text) : kind === 'vin' ? readVin(normalizeVin(text)) : readTail(normalizeVin(text));
  const steering = [...new Set(text.match(STEERING) ?? [])];
  return steering.length === 0 ? read : askedUnsteered(kind, read, steering);
}

/** Whoever typed or pasted it may have seen its characters in another order than they are read. */
function askedUnsteered(kind: IdentifierKind, read: TypedIdentifier, steering: readonly string[]): TypedIdentifier {
  const suggestions = read.kind === 'read' ? [read.text] : read.suggestions;
  if (kind === 'number') return { kind: 'ask', code: 'number-mistyped', data: {}, suggestions };
  return { kind: 'ask', code: 'vin-characters', data: { characters: steering.map(codePoint) }, suggestions };
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function readVin(vin: string): TypedIdentifier {
  const [problem] = inspectVin(vin).filter(({ code }) => code !== 'vin-check-digit');
  return problem === undefined ? { kind: 'read', text: vin } : asked(problem);
}

/** The end of a VIN has no check digit, so that any digits may be meant by what looks like them. */
function readTail(tail: string): TypedIdentifier {
  const { length } = [...tail];
  if (length < VIN_TAIL_LENGTH)
    return { kind: 'ask', code: 'too-short', data: { least: VIN_TAIL_LENGTH }, suggestions: [] };
  if (length >= VIN_LENGTH) return readVin(tail);
  if (isVinText(tail)) return { kind: 'read', text: tail };
  const meant = withDigits(tail.replaceAll('*', ''));
  const characters = [...new Set([...tail].filter((character) => !isVinText(character)))];
  return { kind: 'ask', code: 'vin-characters', data: { characters }, suggestions: isVinText(meant) ? [meant] : [] };
}

function asked({ code, data, suggestions }: Pick<FieldProblem, 'code' | 'data' | 'suggestions'>): TypedIdentifier {
  return { kind: 'ask', code, data, suggestions };
}

function readNumber(text: string): TypedIdentifier {
  const compact = compactNumber(text);
  const parsed = parseCompactNumber(compact);
  if (parsed !== null) return { kind: 'read', text: parsed.number };
  const meant = [...new Set(numbersMeant(compact))].slice(0, MAX_SUGGESTIONS);
  return { kind: 'ask', code: 'number-mistyped', data: {}, suggestions: meant };
}

/** How long a number is without hyphens, at least and at most: the prefix, 1 to 12 of the maker, and 12 behind them. */
const NUMBER_LENGTHS = [16, 27] as const;
/** Year and sequence: the eleven digits before the check character. */
const DIGITS = [-12, -1] as const;
const AS_DIGIT: ReadonlyMap<string, string> = new Map([
  ...[...'OQD'].map((letter) => [letter, '0'] as const),
  ...[...'IL'].map((letter) => [letter, '1'] as const),
  ['Z', '2'],
  ['З', '3'],
  ['S', '5'],
  ['G', '6'],
  ['B', '8'],
]);
/** Pairs that a reader takes for one another. */
const CONFUSED = ['O0', 'Q0', 'D0', 'I1', 'L1', 'Z2', 'S5', 'G6', 'B8', 'UV'];

/**
 * Numbers with a right check character that differ from what was typed by lookalikes: letters among the digits are those
 * digits; where that is not all, one more character is what it looks like, or two neighbours were swapped.
 */
function numbersMeant(compact: string): readonly string[] {
  const [fewest, most] = NUMBER_LENGTHS;
  if (compact.length < fewest || compact.length > most) return [];
  const digits = Array.from(compact.slice(...DIGITS), (letter) => AS_DIGIT.get(letter) ?? letter).join('');
  const prefix = compact.slice(0, 3).replaceAll('5', 'S');
  const base = prefix + compact.slice(3, DIGITS[0]) + digits + compact.slice(DIGITS[1]);
  const candidates = parseCompactNumber(base) === null ? [...mistaken(base), ...swapped(base)] : [base];
  return candidates.flatMap((candidate) => parseCompactNumber(candidate)?.number ?? []);
}

function mistaken(text: string): readonly string[] {
  return Array.from(text, (character, at) =>
    CONFUSED.filter((pair) => pair.includes(character)).map(
      (pair) => text.slice(0, at) + pair.replace(character, '') + text.slice(at + 1),
    ),
  ).flat();
}

function swapped(text: string): readonly string[] {
  return Array.from(
    { length: Math.max(0, text.length - 1) },
    (_, at) => text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2),
  );
}
