import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

// The types of this package describe what `require` gives of it, which is not what `import` gives.
const { default: Sequencer } = createRequire(import.meta.url)(
  '@jest/test-sequencer',
) as typeof import('@jest/test-sequencer');

type Tests = Parameters<InstanceType<typeof Sequencer>['sort']>[0];

const TESTS = path.join(import.meta.dirname, '..');

/** Files that take longest, the longest first, below `test/`. */
const SLOW = [
  'e2e/guides.test.ts',
  'e2e/pages.test.ts',
  'e2e/service-under-faults.test.ts',
  'http/access-matrix.test.ts',
  'app/batches/batches-in-mongo.test.ts',
  'e2e/batches.test.ts',
  'e2e/accounts.test.ts',
  'e2e/story.test.ts',
  'http/pages/hostile-input.test.ts',
  'app/requests/requests-in-mongo.test.ts',
  'cli/start.test.ts',
  'e2e/operations.test.ts',
  'compose/backup-killed.test.ts',
  'stores/mongo/contract.test.ts',
  'stores/mongo/open-mongo-store.test.ts',
  'stores/mongo/long-list.test.ts',
  'compose/backup.test.ts',
  'attacks/exact-bytes.test.ts',
  'attacks/exact-samples.test.ts',
  'e2e/check-form.test.ts',
  'e2e/instances.test.ts',
  'cli/cli.test.ts',
  'e2e/conventions.test.ts',
  'app/archive/renew-archive.test.ts',
  'app/confirmations/sealing-policy.test.ts',
  'app/health/find-faults.test.ts',
  'stores/mongo/race.test.ts',
  'app/archive/archive-decades.test.ts',
  'attacks/mutations.test.ts',
  'stores/sqlite/move-documents.test.ts',
  'sealing/typeset/layout.test.ts',
];

/**
 * Starts what takes longest first, so that at the end no worker waits for the other. Jest does so by itself where it has run
 * before; in a fresh clone it goes by the sizes of files, which say little.
 */
export default class SlowFirst extends Sequencer {
  override async sort(tests: Tests): Promise<Tests> {
    const gone = SLOW.find((file) => !existsSync(path.join(TESTS, file)));
    if (gone !== undefined) throw new Error(`${gone} is named in test/support/slow-first.ts, and is not there`);
    const sorted = await super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    return sorted.toSorted((a, b) => placeOf(a.path) - placeOf(b.path));
  }
}

function placeOf(file: string): number {
  const place = SLOW.indexOf(path.relative(TESTS, file).replaceAll(path.sep, '/'));
  return place === -1 ? SLOW.length : place;
}
