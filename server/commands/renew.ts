import type { Words } from '../i18n/words.ts';
import type { Renewal, RenewalReport } from '../model/archive/renewal.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';

/** `renew [NUMBER…]`: what is due of the archive's copies. */
export const renew: Command = {
  name: 'renew',
  operands: '[NUMBER…]',
  doc: 'renew the archive copies that are due, or those of these confirmations; exit 1 where one failed',
  arity: [0, Number.POSITIVE_INFINITY],
  options: BY_OPTION,
  run: async (input, context) => {
    const install = await context.install();
    const numbers = input.positionals.length === 0 ? null : input.positionals;
    const onRenewal = (renewal: Renewal) => printRenewal(renewal, context);
    const renewed = await install.renew({ numbers, by: terminalActor(input, 'renew'), onRenewal });
    if (!renewed.ok) return reportProblem(renewed.problem, context);
    const report = renewed.value;
    context.print(context.json ? JSON.stringify(report) : reportLine(report));
    return report.failed === 0 ? EXIT.ok : EXIT.refused;
  },
};

function printRenewal(renewal: Renewal, { json, print, words }: CommandContext): void {
  print(json ? JSON.stringify(renewal) : renewalLine(renewal, words));
}

function renewalLine(renewal: Renewal, words: Words): string {
  const { number, kind } = renewal;
  if (kind === 'not-due') return `${number}  ${kind}  next due ${renewal.dueAt}`;
  if (kind === 'renewed') return `${number}  ${kind} ${renewal.level}  next due ${renewal.dueAt}`;
  const why = ['sentence', 'remedy'].map((part) => words.text(`errors.${renewal.code}.${part}`, { number }));
  return `${number}  ${kind}  ${renewal.code}: ${why.join(' ')}`;
}

function reportLine({ renewed, notDue, failed, codes }: RenewalReport): string {
  const why = Object.entries(codes).map(([code, count]) => `${code} ${count}`);
  return `${renewed} renewed, ${notDue} not due, ${failed} failed${why.length === 0 ? '' : ` (${why.join(', ')})`}`;
}
