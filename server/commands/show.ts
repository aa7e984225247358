import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { groupVin } from '#core/confirmation/vin.ts';
import { describeConfirmation } from '../app/confirmations/describe-confirmation.ts';
import { type Command, EXIT } from './command.ts';
import { reportProblem } from './report.ts';

/** `show NUMBER`: a confirmation as the registry holds it. */
export const show: Command = {
  name: 'show',
  operands: 'NUMBER',
  doc: 'show a confirmation and how each of its vehicles stands',
  arity: [1, 1],
  options: {},
  run: async (input, context) => {
    const install = await context.install();
    const found = await install.find(input.positionals[0] ?? '');
    if (!found.ok) return reportProblem(found.problem, context);
    context.print(showConfirmation(found.value, input.options.json === true));
    return EXIT.ok;
  },
};

function archiveLine(archive: RegisteredConfirmation['archive']): string {
  if (archive === null) return '  no archive copy yet';
  return `  archive copy ${archive.level}, renewed ${archive.renewedAt}, next due ${archive.dueAt}`;
}

/** A confirmation for a terminal: JSON on one line, or a heading and a line for each vehicle. */
export function showConfirmation(confirmation: RegisteredConfirmation, json: boolean): string {
  const view = describeConfirmation(confirmation);
  if (json) return JSON.stringify(view);
  const lines = view.vehicles.map((vehicle) => {
    const { change } = vehicle;
    const why = change === null ? '' : ` ${change.at} ${'reason' in change ? change.reason : change.supersededBy}`;
    return `  ${String(vehicle.line).padStart(4)}  ${groupVin(vehicle.vin)}  ${vehicle.destination}  ${vehicle.status}${why}`;
  });
  const head = `${view.number}  ${view.status}  ${view.issuedAt}  ${view.exporter.name}${view.test ? '  TEST' : ''}`;
  return [head, archiveLine(view.archive), ...lines].join('\n');
}
