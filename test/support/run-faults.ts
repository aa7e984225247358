import { spawnSync } from 'node:child_process';
import path from 'node:path';

/**
 * `npm run faults [SHARE [SEED]]`: processes killed at every step and at random, and mutated documents, pictures and DER against
 * what reads them, and every regular expression judged anew, in full (share 1) or as much of it as is said. The exit code is that of the tests.
 */
const [share = '1', seed = '0'] = process.argv.slice(2);

const FAULTS = [
  'test/fuzz/',
  'test/regular-expressions',
  'test/attacks/mutations',
  'test/core/pdf/document/mutated-pdf',
  'test/sealing/pictures/mutated-pictures',
  'test/stores/sqlite/kill-at-',
  'test/app/confirmations/issue-killed',
  'test/e2e/service-under-faults',
  'test/app/archive/renew-killed',
  'test/compose/move-store',
  'test/compose/backup-killed',
  'test/workers/rest-cycles',
];

const { status } = spawnSync(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    path.join(import.meta.dirname, '../../node_modules/jest/bin/jest.js'),
    ...['--testTimeout', '3600000', ...FAULTS],
  ],
  { stdio: 'inherit', env: { ...process.env, VINSEAL_TEST_SHARE: share, VINSEAL_TEST_SEED: seed } },
);
process.exitCode = status ?? 1;
