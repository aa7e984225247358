import { type Config, installOptions } from '../config.ts';
import { prepareDataFolder } from './prepare-data-folder.ts';

/** Makes an empty data folder a finished install, with a word to the person who waits. A finished one is left as it is. */
export async function readyDataFolder(config: Config, say: (line: string) => void): Promise<void> {
  await prepareDataFolder(config.data, async (into) => {
    say(`vinseal: making ${config.data} ready: keys, store and samples (a few seconds, once)`);
    // Loaded only here: every later start does without what only a first start needs, the typesetter among it.
    const { createInstall } = await import('./create-install.ts');
    await createInstall({ ...installOptions(config), data: into }, new Date().toISOString());
  });
}
