import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyInstall, readSampleOf } from '../support/install.ts';
import { testPki } from '../support/pki.ts';
import { targetOf } from '../support/target.ts';
import { updatedDocument } from '../support/updated-document.ts';
import { type DifferentialCase, signedRevisions } from './differential/cases/differential-case.ts';
import { foundFiles } from './differential/cases/found-files.ts';
import { FORGED_CONTENT } from './differential/cases/hidden-text.ts';
import { type Material, rewriting } from './differential/cases/rewritings.ts';
import { pictureComparer } from './differential/compare-pictures.ts';
import { openJudges } from './differential/our-judges.ts';
import { openReaders } from './differential/readers/open-readers.ts';

/** A tenth of `npm run differential`, with the same seed: every tenth file that was found, and every tenth rewriting. */
const SEED = 1;
const PART = 10;
const REWRITINGS = Array.from({ length: 500 / PART }, (_, at) => at * PART + (at % PART));

const bench: {
  comparer?: ReturnType<typeof pictureComparer>;
  names?: readonly string[];
  material?: Material;
  close?: () => Promise<void>;
} = {};

beforeAll(async () => {
  const { folder, remove } = copyInstall();
  const { readers, missing } = await openReaders();
  for (const name of missing) console.warn(`SKIPPED: no pictures by ${name}`);
  const judges = await openJudges(folder);
  bench.comparer = pictureComparer(readers, judges);
  bench.names = readers.map(({ name }) => name);
  bench.material = { sealed: readSampleOf(folder, 'valid').pdf, leaf: (await testPki()).ec };
  bench.close = async () => {
    await judges.close();
    remove();
  };
});
afterAll(() => bench.close?.());

function ready() {
  const { comparer, names, material } = bench;
  if (comparer === undefined || names === undefined || material === undefined) throw new Error('not ready');
  return { ...comparer, names, material };
}

async function violations(cases: readonly DifferentialCase[]) {
  const found = [];
  for (const one of cases) {
    const violation = await ready().violation(one);
    if (violation !== null) found.push(violation);
  }
  return found;
}

test('every reader sees that a page was overwritten, and that nothing was', async () => {
  const { compare, names, material } = ready();
  const original = material.sealed;
  const same = await compare({ name: 'same', pdf: original, originals: [original], answeredBy: 'verify' });
  expect(same).toMatchObject({ differing: [], accepting: ['inspect', 'verify'] });
  const overwritten = updatedDocument(original, [[targetOf(original).content, FORGED_CONTENT]]);
  const forged = await compare({ name: 'forged', pdf: overwritten, originals: [original], answeredBy: 'verify' });
  expect(forged).toMatchObject({ differing: names, accepting: [] });
  expect(names.length).toBeGreaterThanOrEqual(2);
});

test('the signed revisions of a file are found in its text', () => {
  const { sealed } = ready().material;
  const later = updatedDocument(sealed, []);
  expect(signedRevisions(later)).toEqual([sealed]);
});

test('what is accepted looks to every reader as it looked when it was signed', async () => {
  const { material } = ready();
  expect(await violations(REWRITINGS.map((index) => rewriting(index, SEED, material)))).toEqual([]);
});

const found = foundFiles();
for (const folder of found.missing) console.warn(`SKIPPED: no files in ${folder}`);

(found.cases.length > 0 ? test : test.skip)('nor do files that were found', async () => {
  expect(await violations(found.cases.filter((_, index) => index % PART === 0))).toEqual([]);
});
