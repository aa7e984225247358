import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stopOfferedMongo } from './shared-mongod.ts';

export default async function globalTeardown(): Promise<void> {
  tellSkipped();
  await stopOfferedMongo();
  const folder = process.env.VINSEAL_TEST_INSTALL;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  const tokens = process.env.SOFTHSM2_CONF;
  if (tokens !== undefined) rmSync(path.dirname(tokens), { recursive: true, force: true });
}

/** The last lines of a run: nobody may take it for one that asked everything. */
function tellSkipped(): void {
  const file = process.env.VINSEAL_TEST_SKIPPED ?? '';
  if (!existsSync(file)) return;
  const what = readFileSync(file, 'utf8').trim().split('\n').toSorted().join(', ');
  process.stdout.write(`NO MONGOD ON THIS MACHINE: SKIPPED ${what.toUpperCase()}. GET ONE BY: npm run mongod\n`);
}
