import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonFaultAt } from '../../../server/http/middleware/json-fault.ts';

test.each([
  ['', 1, 1],
  ['{', 1, 2],
  ['{"a":1,}', 1, 8],
  ['{"a":1 "b":2}', 1, 8],
  ['[1,2', 1, 5],
  ['{\n "a": tru\n}', 2, 7],
  ['[1]]', 1, 4],
  ['[01]', 1, 3],
  ['{"a": "open}', 1, 7],
  ['\r\n\r\n  x', 3, 3],
  ['["汽车", "𠀀", ?]', 1, 13],
  ['["tab\t"]', 1, 2],
  ['{a: 1}', 1, 2],
])('%j goes wrong at line %i, column %i', (text, line, column) => {
  expect(jsonFaultAt(text)).toEqual({ line, column });
});

test('it knows nesting of any depth', () => {
  expect(jsonFaultAt('['.repeat(200_000))).toEqual({ line: 1, column: 200_001 });
});

/** Sound JSON with one character taken out, put in or put twice. */
const spoiled = fc
  .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '{', ']', '0', '\\', ' '))
  .map(([text, at, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + (at % 2));
  });

test('it finds a fault exactly where JSON.parse does', () => {
  fc.assert(
    fc.property(spoiled, (text) => {
      expect(jsonFaultAt(text) === null).toBe(parses(text));
    }),
    { seed: 38, numRuns: 3_000 },
  );
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
