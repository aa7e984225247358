import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { check } from 'recheck';
import { expressionsMadeDuring, expressionsUnder, type WrittenExpression } from './support/regular-expressions.ts';

/** See docs/regular-expressions.md. */

const SERVER = path.join(import.meta.dirname, '../server');
const { written, made } = expressionsUnder(SERVER);
/** Nothing in it repeats: the time is bounded by its own length. */
const WITHOUT_REPETITION = /^(?:[^\\*+{]|\\.)*$/;

/** Those whose time may grow faster than the text, each with where it is and how a text looks that shows it. */
async function notLinear(expressions: readonly WrittenExpression[]): Promise<readonly string[]> {
  const unique = new Map(expressions.map((expression) => [`/${expression.source}/${expression.flags}`, expression]));
  const findings: string[] = [];
  for (const [spelled, { place, source, flags }] of unique) {
    if (WITHOUT_REPETITION.test(source)) continue;
    const result = await check(source, flags, { timeout: 30_000 });
    const shown = result.status === 'vulnerable' ? result.attack.pattern : '';
    if (result.status !== 'safe') findings.push(`${place} ${spelled}: ${result.status} ${shown}`);
  }
  return findings;
}

test('the check finds one that is cubic, and one that is exponential', async () => {
  const cubic = String.raw`^\s*<[\s\S]*<rdf:RDF[\s>][\s\S]*<\/rdf:RDF>[\s\S]*>\s*$`;
  const place = 'here';
  expect(
    await notLinear([
      { place, source: cubic, flags: '' },
      { place, source: '^(?:a+)+$', flags: '' },
      { place, source: '^a+$', flags: '' },
    ]),
  ).toEqual([expect.stringContaining('rdf:RDF'), expect.stringContaining('(?:a+)+')]);
}, 60_000);

test('every regular expression takes a time that grows with the text alone', async () => {
  expect(written.length).toBeGreaterThan(100);
  expect(await notLinear(written)).toEqual([]);
}, 180_000);

test('none is made of a text that comes from outside: all are made when their file is loaded, and are as good', async () => {
  const files = new Set(made.map((place) => place.slice(0, place.lastIndexOf(':'))));
  expect(files.size).toBeGreaterThan(0);
  const atLoading = await expressionsMadeDuring(async () => {
    for (const file of files) await import(pathToFileURL(file).href);
  });
  const places = new Set(atLoading.map(({ place }) => place));
  expect(made.filter((place) => !places.has(place))).toEqual([]);
  // Packages make some of their own meanwhile: see docs/regular-expressions.md, "Beyond them".
  expect(await notLinear(atLoading.filter(({ place }) => made.includes(place)))).toEqual([]);
}, 60_000);
