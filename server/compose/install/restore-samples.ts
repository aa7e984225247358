import { existsSync } from 'node:fs';
import path from 'node:path';
import { TEST_MANUFACTURER } from '../../development/test-manufacturer.ts';
import { dataPaths, type InstallOptions } from '../install-options.ts';
import type { Install } from '../open-install.ts';
import { readSamples } from './read-samples.ts';

/**
 * Makes the samples of a demonstration install again where one of them is missing: they are TEST documents, and nothing else
 * rests on them. Gives true when it did. Throws when the install cannot issue any more.
 */
export async function restoreSamples(install: Install, options: InstallOptions): Promise<boolean> {
  const { samples: folder } = dataPaths(options.data);
  if (!options.acceptTestAnchors || (await isComplete(folder))) return false;
  if ((await install.directory.manufacturer(TEST_MANUFACTURER.id)) === null) return false;
  // Loaded only here: every other start does without the typesetter.
  const { createSamples } = await import('../../development/create-samples.ts');
  await createSamples(install, options, folder);
  return true;
}

async function isComplete(folder: string): Promise<boolean> {
  const samples = await readSamples(folder);
  return samples.length > 0 && samples.every(({ file }) => existsSync(path.join(folder, file)));
}
