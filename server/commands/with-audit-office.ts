import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import { type AuditOffice, openAuditOffice } from '../compose/offices.ts';
import type { CommandContext } from './command.ts';

/** Reads the audit log of the data folder, an empty one made ready first. */
export async function withAuditOffice(
  { config, clock, complain }: CommandContext,
  work: (office: AuditOffice) => Promise<number>,
): Promise<number> {
  await readyDataFolder(config, clock, complain);
  const office = openAuditOffice(config.data, clock);
  try {
    return await work(office);
  } finally {
    office.close();
  }
}
