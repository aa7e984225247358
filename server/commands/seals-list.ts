import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { sealInForce } from '../model/seals/seal.ts';
import { type Command, EXIT } from './command.ts';
import { reportProblem } from './report.ts';
import { showSeal } from './show-seal.ts';

/** `seals list MANUFACTURER`: every version of its seal, and which is in force today. */
export const sealsList: Command = {
  name: 'seals list',
  operands: 'MANUFACTURER',
  doc: 'show every version of a manufacturer’s seal, and which one is in force today',
  arity: [1, 1],
  options: {},
  run: async ({ positionals: [manufacturerId = ''] }, context) => {
    const install = await context.install();
    const listed = await install.seals.list(manufacturerId);
    if (!listed.ok) return reportProblem(listed.problem, context);
    const current = sealInForce(listed.value, shanghaiDate(install.clock.now()))?.version;
    for (const seal of listed.value) context.print(showSeal(seal, context.json, seal.version === current));
    return EXIT.ok;
  },
};
