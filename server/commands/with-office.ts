import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import type { CommandContext } from './command.ts';

/** Works on a part of the data folder that opens without the install, an empty folder made ready first. */
export async function withOffice<Office extends { readonly close: () => void | Promise<void> }, Outcome>(
  { config, clock, complain }: CommandContext,
  open: () => Office | Promise<Office>,
  work: (office: Office) => Promise<Outcome>,
): Promise<Outcome> {
  await readyDataFolder(config, clock, complain);
  const office = await open();
  try {
    return await work(office);
  } finally {
    await office.close();
  }
}
