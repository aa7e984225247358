import { WITHDRAWAL_REASONS } from '#core/confirmation/confirmation.ts';
import { type Command, EXIT, textOption, textOptions, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { showConfirmation } from './show.ts';

/** `withdraw NUMBER --reason CODE [--vin V]…`: a whole confirmation, or some of its vehicles. */
export const withdraw: Command = {
  name: 'withdraw',
  operands: 'NUMBER',
  doc: 'withdraw a whole confirmation, or single vehicles of it',
  arity: [1, 1],
  options: {
    reason: { type: 'string', value: 'CODE', doc: `one of ${WITHDRAWAL_REASONS.join(', ')}` },
    vin: { type: 'string', multiple: true, value: 'VIN', doc: 'only this vehicle; may be given several times' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const reason = WITHDRAWAL_REASONS.find((code) => code === textOption(input, 'reason'));
    if (reason === undefined) throw new UsageError(`withdraw needs --reason ${WITHDRAWAL_REASONS.join(' | ')}`);
    const vins = textOptions(input, 'vin');
    const install = await context.install();
    const request = vins.length === 0 ? { reason } : { reason, vins };
    const withdrawn = await install.withdraw(input.positionals[0] ?? '', request, terminalActor(input, 'withdraw'));
    if (!withdrawn.ok) return reportProblem(withdrawn.problem, context);
    context.print(showConfirmation(withdrawn.value, input.options.json === true));
    return EXIT.ok;
  },
};
