import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTimeStampResponse } from '#core/cms/timestamp/time-stamp-response.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { FINDINGS } from '../support/findings.ts';

/** Genuine files of other people's writers that an earlier version refused, with controls; no part of this project. */
const FOLDER = path.join(FINDINGS, 'inspect');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.pdf')) : [];
if (files.length === 0) console.warn(`SKIPPED: no genuine files in ${FOLDER} (set VINSEAL_FINDINGS)`);

/** By the beginning of the name; what is not listed is `clean`. */
const EXPECTED: readonly (readonly [RegExp, RegExp])[] = [
  [/^F03-base/, /^unsigned$/],
  [/^F02-(?:control|document)|^F06-second|^F09/, /^amended$/],
  // Where the curve is not implemented, that is all that is said.
  [/^F11/, /^(?:clean|unsupported)$/],
];
const NOTES: Readonly<Record<string, string>> = {
  F01: 'number-long',
  F02: 'timestamp-extensions',
  F03: 'hybrid-restated',
  F04: 'object-behind-eof',
  F05: 'offset-before-object',
  F07: 'attributes-unsorted',
  F08: 'endobj-missing',
  F10: 'entry-unused',
  F12: 'timestamp-fraction-padded',
};

(files.length > 0 ? describe : describe.skip)('genuine files of other writers', () => {
  test.each(files)('%s', async (name) => {
    const { outcome, problems, signatures, notes } = await inspectDocument(
      new Uint8Array(readFileSync(path.join(FOLDER, name))),
    );
    const expected = EXPECTED.find(([names]) => names.test(name))?.[1] ?? /^clean$/;
    expect(outcome).toMatch(expected);
    expect(problems).toEqual([]);
    for (const { intact, valid } of signatures) expect([intact, valid]).toEqual([true, valid === null ? null : true]);
    const note = name.includes('control') ? undefined : NOTES[name.slice(0, 3)];
    if (note !== undefined) expect(notes.map(({ code }) => code)).toContain(note);
  });
});

(files.length > 0 ? test : test.skip)('the answer of a qualified authority is read', async () => {
  const answer = readTimeStampResponse(new Uint8Array(readFileSync(path.join(FOLDER, 'F02-answer-qcstatements.tsr'))));
  if (answer.kind !== 'granted') throw new Error('refused');
  const evidence = await readTimeStampToken(answer.token, async () => null);
  expect(evidence).toMatchObject({ kind: 'read', valid: true, problems: [], warnings: ['timestamp-extensions'] });
});
