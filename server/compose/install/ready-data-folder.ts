import { type Config, installOptions } from '../../config.ts';
import type { Clock } from '../../ports/clock.ts';
import { ensureDevelopmentServices } from './ensure-development-services.ts';
import { prepareDataFolder } from './prepare-data-folder.ts';

/**
 * Makes an empty data folder a finished install, with a word to the person who waits. A finished one is left as it is,
 * but for what a former version did not make yet.
 */
export async function readyDataFolder(config: Config, clock: Clock, say: (line: string) => void): Promise<void> {
  const isNew = await prepareDataFolder(
    config.data,
    async (into) => {
      const parts = config.environment === 'production' ? 'store and trust list' : 'keys, store and samples';
      say(`vinseal: making ${config.data} ready: ${parts} (a few seconds, once)`);
      // Loaded only here: every later start does without what only a first start needs, the typesetter among it.
      const { createInstall } = await import('./create-install.ts');
      await createInstall({ ...installOptions(config), data: into }, clock.now());
    },
    config.mongoUrl === '' ? 'vinseal.sqlite' : 'database.json',
  );
  if (isNew || config.environment === 'production') return;
  const made = await ensureDevelopmentServices(installOptions(config), clock.now());
  for (const name of made) say(`vinseal: made the ${name} of this install`);
}
