import type { Result } from '#core/confirmation/errors.ts';
import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import { type KeyOffice, openKeyOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import type { KeyRecord } from '../ports/key-ledger.ts';
import { type CommandContext, EXIT } from './command.ts';
import { reportProblem } from './report.ts';
import { showKey } from './show-key.ts';

/** Works on the keys of the data folder, an empty one made ready first. A running service follows at once. */
export async function withKeyOffice(
  { config, clock, complain, askPassphrase }: CommandContext,
  work: (office: KeyOffice) => Promise<number>,
): Promise<number> {
  await readyDataFolder(config, clock, complain);
  const office = await openKeyOffice({ ...installOptions(config), clock, askPassphrase });
  try {
    return await work(office);
  } finally {
    await office.close();
  }
}

/** Shows the key as it stands after a change, or why there was none. */
export async function reportKey(changed: Result<KeyRecord>, context: CommandContext): Promise<number> {
  if (!changed.ok) return reportProblem(changed.problem, context);
  context.print(await showKey(changed.value, context.json));
  return EXIT.ok;
}
