import { SETTINGS } from '../config.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { hanging } from './show/screen.ts';
import { timeText } from './show/time-text.ts';

/** `refresh-crl`: the development CA signs a fresh revocation list. */
export const refreshCrl: Command = {
  name: 'refresh-crl',
  operands: '',
  doc: 'terminal.commands.refresh-crl',
  example: 'refresh-crl',
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    const install = await context.install();
    const list = await install.refreshRevocationList();
    if (list === null) {
      context.complain(`vinseal: ${context.words.text('terminal.crl.none')}`);
      return EXIT.refused;
    }
    const told = context.words.text('terminal.crl.until', { until: timeText(list.nextUpdate) });
    context.print(context.json ? JSON.stringify(list) : told);
    return EXIT.ok;
  },
};

/** `settings`: every setting, what it is for, and what it is where nothing is said. */
export const settings: Command = {
  name: 'settings',
  operands: '',
  doc: 'terminal.commands.settings',
  example: 'settings',
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    for (const one of Object.values(SETTINGS)) context.print(settingText(one, context));
    return EXIT.ok;
  },
};

type Setting = { readonly env: string; readonly doc: string; readonly default: string };

function settingText({ env, doc, default: usual }: Setting, { json, screen, words }: CommandContext): string {
  if (json) return JSON.stringify({ name: env, doc, default: usual });
  const named = usual === '' ? env : `${env}  ${words.text('terminal.usually', { value: usual })}`;
  return `${screen.paint('bold', named)}\n${hanging('', doc, 4, Math.min(screen.width, 100))}`;
}
