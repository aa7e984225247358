import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { InspectionOutcome } from '#core/validation/inspection.ts';

/** What is known about a file of the practice corpus. */
export type Labelled = {
  readonly file: string;
  readonly category: string;
  readonly intact: string;
  readonly changes: string;
};

/** The folder of the corpus: VINSEAL_CORPUS, or beside the project. Null where there is none. */
export function corpusFolder(named: string | undefined = process.env.VINSEAL_CORPUS): string | null {
  const folder = path.resolve(named ?? path.join(import.meta.dirname, '../../shared/corpus'));
  return existsSync(path.join(folder, 'labels.csv')) ? folder : null;
}

/** The first four columns, which hold no commas of their own. */
export function readLabels(folder: string): readonly Labelled[] {
  const [, ...lines] = readFileSync(path.join(folder, 'labels.csv'), 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => {
    const [file = '', category = '', intact = '', changes = ''] = line.split(',');
    return { file, category, intact, changes };
  });
}

const GOOD = new Set(['valid', 'lt-lta', 'pss-ecdsa-other-alg']);
const HOSTILE = /attack|tampered|violation/;

/** Whether an outcome is the right one for a file that deserves to be clean: later changes that are allowed are named. */
export function isRight({ changes }: Labelled, outcome: InspectionOutcome): boolean {
  return outcome === 'clean' || (outcome === 'amended' && changes === 'allowed');
}

/** What a file deserves: never clean, clean, or either. */
export function expectationOf({ category, intact, changes }: Labelled): 'not-clean' | 'clean' | 'any' {
  if (HOSTILE.test(category) || intact === 'no' || changes === 'forbidden') return 'not-clean';
  return GOOD.has(category) && intact === 'yes' && changes !== 'na' ? 'clean' : 'any';
}
