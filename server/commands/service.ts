import { operatorActor } from '../model/access/actor.ts';
import { type Command, EXIT, textOption } from './command.ts';
import { BY_OPTION, byOption } from './person.ts';
import { reportProblem } from './report.ts';

/** `replace-token [--by NAME]`: a new token of the administrator, or of another person; their old one ends. */
export const replaceToken: Command = {
  name: 'replace-token',
  operands: '',
  doc: 'make a new token, show it once, and end the old one of the same holder',
  arity: [0, 0],
  options: {
    by: { ...BY_OPTION.by, doc: 'whose token it is, for the register and the audit log; else the administrator' },
  },
  run: async (input, context) => {
    const holder = textOption(input, 'by') === undefined ? undefined : byOption(input, 'replace-token');
    const install = await context.install();
    const replaced = await install.replaceToken(operatorActor(), holder);
    if (!replaced.ok) return reportProblem(replaced.problem, context);
    const token = replaced.value;
    context.print(input.options.json === true ? JSON.stringify({ token }) : token);
    return EXIT.ok;
  },
};
