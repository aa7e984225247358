import { existsSync } from 'node:fs';
import path from 'node:path';
import Sequencer from '@jest/test-sequencer';

type Tests = Parameters<Sequencer['sort']>[0];

const TESTS = path.join(import.meta.dirname, '..');

/** Files that take longest, the longest first, below `test/`. */
const SLOW = ['e2e/pages.test.ts', 'attacks/exact-bytes.test.ts', 'attacks/exact-samples.test.ts'];

/**
 * Starts what takes longest first, so that at the end no worker waits for the other. Jest does so by itself where it has run
 * before; in a fresh clone it goes by the sizes of files, which say little.
 */
export default class SlowFirst extends Sequencer {
  override sort(tests: Tests): Tests {
    const gone = SLOW.find((file) => !existsSync(path.join(TESTS, file)));
    if (gone !== undefined) throw new Error(`${gone} is named in test/support/slow-first.ts, and is not there`);
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    return sorted.toSorted((a, b) => placeOf(a.path) - placeOf(b.path));
  }
}

function placeOf(file: string): number {
  const place = SLOW.indexOf(path.relative(TESTS, file).replaceAll(path.sep, '/'));
  return place === -1 ? SLOW.length : place;
}
