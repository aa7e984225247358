import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import { openTrustRegister, type TrustOffice } from '../compose/offices.ts';
import type { CommandContext } from './command.ts';

/**
 * Works on the trust list of the data folder, an empty one made ready first. Not through the install: that does not
 * open where nobody is trusted yet, which is just when an anchor must be added.
 */
export async function withTrustRegister(
  { config, clock, complain }: CommandContext,
  work: (office: TrustOffice) => Promise<number>,
): Promise<number> {
  await readyDataFolder(config, clock, complain);
  const office = openTrustRegister(config.data, clock);
  try {
    return await work(office);
  } finally {
    office.close();
  }
}
