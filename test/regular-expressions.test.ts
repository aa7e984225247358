import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { check } from 'recheck';
import { expressionsMadeDuring, expressionsUnder, type WrittenExpression } from './support/regular-expressions.ts';
import { isFullRun } from './support/test-share.ts';

/** See docs/regular-expressions.md. */

const SERVER = path.join(import.meta.dirname, '../server');
const { written, made } = expressionsUnder(SERVER);
/** Nothing in it repeats: the time is bounded by its own length. */
const WITHOUT_REPETITION = /^(?:[^\\*+{]|\\.)*$/;

/**
 * Expressions that recheck judged to be linear, and its version. It judges the same one in the same way every time, and takes
 * half a minute for all, so only a full run (`npm run faults`) judges these again, and then holds the list to be complete.
 */
type Judged = { readonly recheck: string; readonly linear: readonly string[] };
const JUDGED: Judged = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures/linear-expressions.json'), 'utf8'),
);
const { version } = createRequire(import.meta.url)('recheck/package.json');
const known = new Set(isFullRun() || JUDGED.recheck !== version ? [] : JUDGED.linear);

const spelled = ({ source, flags }: WrittenExpression) => `/${source}/${flags}`;
/** What there is to judge, each once. */
const toJudge = (expressions: readonly WrittenExpression[]) =>
  new Map(
    expressions
      .filter(({ source }) => !WITHOUT_REPETITION.test(source))
      .map((expression) => [spelled(expression), expression]),
  );

/** Those whose time may grow faster than the text, each with where it is and how a text looks that shows it. */
async function notLinear(expressions: readonly WrittenExpression[]): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const [spelling, { place, source, flags }] of toJudge(expressions)) {
    if (known.has(spelling)) continue;
    const result = await check(source, flags, { timeout: 30_000 });
    const shown = result.status === 'vulnerable' ? result.attack.pattern : '';
    if (result.status !== 'safe') findings.push(`${place} ${spelling}: ${result.status} ${shown}`);
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
  const ours = atLoading.filter(({ place }) => made.includes(place));
  expect(await notLinear(ours)).toEqual([]);
  const all = [...toJudge([...written, ...ours]).keys()].sort();
  expect(JUDGED.linear.filter((spelling) => !all.includes(spelling))).toEqual([]);
  if (isFullRun()) expect(JUDGED).toEqual({ recheck: version, linear: all });
}, 60_000);
