/**
 * Reads a typed VIN as the server does, as far as a browser must know: a test holds this file against the server's own
 * (`server/core/confirmation/vin.ts`, `typed-form.ts`), which decides.
 */
const SEPARATORS = /[\s\p{Pd}\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\u2212.·•・。]+/gu;
const OTHER_LETTERS = 'АВЕКМНОРСТУХЅІЈавекмнорстухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικορτχ';
const AS_LATIN = 'ABEKMHOPCTYXSIJABEKMHOPCTYXSIJABEZHIKMNOPTYXABEIKOPTX';
const SCANNED = /^(?:\][A-Z][0-9A-Z])?\*?|\*$/g;
const LABELLED = /^(?:VIN[:#]?|I)(?=.{17}$)/u;
const CHARACTER = /^[A-HJ-NPR-Z0-9]$/;
const DIGITS_MEANT = { I: '1', O: '0', Q: '0', З: '3' };
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const VALUES = '12345678123457923456789';
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** The VIN in its one spelling, and the first thing that is wrong with it; nothing is wrong with none. */
export function readVin(text) {
  const vin = spell(text);
  const characters = [...vin];
  const wrong = [...new Set(characters.filter((character) => !CHARACTER.test(character)))];
  return { vin, count: characters.length, characters: wrong, ...problemOf(vin, characters, wrong) };
}

function problemOf(vin, characters, wrong) {
  const bare = vin.replace(SCANNED, '').replace(LABELLED, '');
  if (vin === '') return { problem: null, meant: null };
  if (bare !== vin && [...bare].length === 17) return { problem: 'scanned', meant: meantBy(bare) };
  if (characters.length !== 17) return { problem: 'length', meant: null };
  if (wrong.length > 0) return { problem: 'characters', meant: meantBy(vin) };
  return { problem: isFaultless(vin) ? null : 'check-digit', meant: null };
}

function spell(text) {
  const letters = Array.from(text.normalize('NFKC'), (letter) => {
    const at = OTHER_LETTERS.indexOf(letter);
    return at < 0 ? letter : AS_LATIN[at];
  });
  return letters.join('').toUpperCase().replace(SEPARATORS, '');
}

function meantBy(vin) {
  const meant = Array.from(vin, (character) => DIGITS_MEANT[character] ?? character).join('');
  return isFaultless(meant) ? meant : null;
}

/** Well formed, and with the right check digit where one is mandatory: Chinese and North American makers. */
function isFaultless(vin) {
  if (vin.length !== 17 || ![...vin].every((character) => CHARACTER.test(character))) return false;
  const value = (character) => Number(VALUES[LETTERS.indexOf(character)] ?? character);
  const rest = [...vin].reduce((sum, character, at) => sum + value(character) * WEIGHTS[at], 0) % 11;
  return !/^[HL1-5]/.test(vin) || vin[8] === (rest === 10 ? 'X' : String(rest));
}
