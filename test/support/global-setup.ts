import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInstall } from '../../server/compose/install/create-install.ts';
import { prepareDataFolder } from '../../server/compose/install/prepare-data-folder.ts';
import { testOptions } from './install.ts';
import { lookForMongod } from './mongod.ts';
import { offerMongo } from './shared-mongod.ts';
import { useMemory } from './temporary-folder.ts';

/** Compiled code of threads and processes that tests start: they load three times as quickly. Kept for the next run. */
const COMPILE_CACHE = path.join(import.meta.dirname, '../../.tmp/compile-cache');

/** Makes one install, once a run; test files work on copies of it (keys take seconds to make, a copy takes none). */
export default async function globalSetup(): Promise<void> {
  useMemory();
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-test-install-'));
  await prepareDataFolder(folder, (into) => createInstall(testOptions(into), new Date().toISOString()));
  process.env.VINSEAL_TEST_INSTALL = folder;
  process.env.NODE_COMPILE_CACHE ??= COMPILE_CACHE;
  lookForMongod();
  await offerMongo();
  process.env.SOFTHSM2_CONF = makeTokenFolder();
  // Test files write into it what they skip for want of a server.
  process.env.VINSEAL_TEST_SKIPPED = path.join(path.dirname(process.env.SOFTHSM2_CONF), 'skipped');
}

/** A folder for the tokens of this run. SoftHSM reads the variable when it is loaded, so it is set before any test runs. */
function makeTokenFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-test-tokens-'));
  mkdirSync(path.join(folder, 'tokens'));
  const settings = path.join(folder, 'softhsm2.conf');
  writeFileSync(settings, `directories.tokendir = ${folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n`);
  return settings;
}
