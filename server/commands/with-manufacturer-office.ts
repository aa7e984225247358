import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import { type ManufacturerOffice, openManufacturerOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import type { CommandContext } from './command.ts';

/** Works on the manufacturers of the data folder, an empty one made ready first. A running service follows at once. */
export async function withManufacturerOffice(
  { config, clock, complain }: CommandContext,
  work: (office: ManufacturerOffice) => Promise<number>,
): Promise<number> {
  await readyDataFolder(config, clock, complain);
  const office = await openManufacturerOffice({ ...installOptions(config), clock });
  try {
    return await work(office);
  } finally {
    office.close();
  }
}
