import type { Result } from '#core/confirmation/errors.ts';
import type { SealVersion } from '../model/seals/seal.ts';
import { type CommandContext, type CommandInput, EXIT, UsageError } from './command.ts';
import { reportProblem } from './report.ts';
import { showSeal } from './show-seal.ts';

/** Manufacturer and version from the operands. Throws `UsageError` for a version that is no number. */
export function sealOperands({ positionals: [manufacturerId = '', version = ''] }: CommandInput) {
  if (!/^\d{1,9}$/.test(version)) throw new UsageError(`"${version}" is not a version: give a number, such as 2`);
  return { manufacturerId, version: Number(version) };
}

/** Shows the version as it stands after a change, or why there was none. */
export function reportSeal(changed: Result<SealVersion>, context: CommandContext): number {
  if (!changed.ok) return reportProblem(changed.problem, context);
  context.print(showSeal(changed.value, context.json));
  return EXIT.ok;
}
