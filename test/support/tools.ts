import { spawnSync } from 'node:child_process';

/** Whether a command is on this machine; where it is not, says aloud what is skipped for it. */
export function hasTool(command: string, consequence: string): boolean {
  const found = spawnSync(command, ['--version']).error === undefined;
  if (!found) console.warn(`SKIPPED: ${command} is not on this machine: ${consequence}`);
  return found;
}
