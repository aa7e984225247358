import { refreshRevocationList } from '../compose/install/refresh-revocation-list.ts';
import { settingsTable } from '../config.ts';
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
    context.print(context.json ? JSON.stringify({ token }) : token);
    return EXIT.ok;
  },
};

/** `refresh-crl`: the development CA signs a fresh revocation list. */
export const refreshCrl: Command = {
  name: 'refresh-crl',
  operands: '',
  doc: "sign a fresh revocation list with this install's development CA",
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    const { clock } = await context.install();
    const list = await refreshRevocationList(context.config.data, clock.now());
    if (list === null) {
      context.complain('vinseal: this install has no development CA');
      return EXIT.refused;
    }
    context.print(context.json ? JSON.stringify(list) : `valid until ${list.nextUpdate}`);
    return EXIT.ok;
  },
};

/** `settings`: every setting as a Markdown table. */
export const settings: Command = {
  name: 'settings',
  operands: '',
  doc: 'print the table of settings (environment variables)',
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    context.print(settingsTable());
    return EXIT.ok;
  },
};
