import { expect, test } from '@jest/globals';
import { findText } from '#core/confirmation/find-text.ts';

const BREVE = '\u0306';
const DOT = '\u0307';

test.each<[string, string, string, number, string | null]>([
  ['as it is', 'abcd', 'bc', 0, 'bc'],
  ['behind a place', 'abab', 'ab', 1, 'ab'],
  ['not at all', 'abcd', 'ce', 0, null],
  ['with one more mark', `xa${BREVE}b`, 'ab', 0, `a${BREVE}b`],
  ['with the mark said by another glyph', `xai${BREVE}b`, `a${BREVE}b`, 0, `ai${BREVE}b`],
  ['not with more glyphs than marks', `ai${BREVE}o${BREVE}b`, `a${BREVE}b`, 0, null],
  ['with two glyphs for two marks', `ai${BREVE}o${DOT}b`, `a${BREVE}${DOT}b`, 0, `ai${BREVE}o${DOT}b`],
  ['with as few glyphs as may be', `ai${BREVE}i${BREVE}`, `a${BREVE}`, 0, 'a'],
  ['with a mark first', `ab${BREVE}${BREVE}c`, `${BREVE}c`, 0, `${BREVE}c`],
  ['of letters beyond the first plane', `x😀${BREVE}y`, '😀y', 0, `😀${BREVE}y`],
])('a text is found %s', (_name, run, text, from, found) => {
  const place = findText(run, text, from);
  expect(place === null ? null : run.slice(place.at, place.end)).toBe(found);
  expect(place?.at ?? from).toBeGreaterThanOrEqual(from);
});

test('a letter with a mark that repeats takes no longer than others', () => {
  const letter = 'й'.normalize('NFKD');
  // As a regular expression this took 14 seconds for 20 letters, and twice as long for each one more.
  expect(findText(`${letter.repeat(400)}z`, `${letter.repeat(100)}x`)).toBeNull();
});
