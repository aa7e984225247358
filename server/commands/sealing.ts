import type { Result } from '#core/confirmation/errors.ts';
import type { ManufacturerSealing } from '../app/manufacturers/find-sealing.ts';
import { operatorActor } from '../model/access/actor.ts';
import { SEALING_LEVELS, WITHOUT_PROOF } from '../model/manufacturers/sealing-policy.ts';
import { type Command, type CommandContext, choiceOption, EXIT, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { sealingText } from './show/manufacturer.ts';

const REVOCATION = ['embed', 'omit'] as const;

/** `sealing show MANUFACTURER`: how its documents are sealed. */
export const sealingShow: Command = {
  name: 'sealing show',
  operands: 'MANUFACTURER',
  doc: 'terminal.commands.sealing-show',
  example: 'sealing show example-maker',
  arity: [1, 1],
  options: {},
  run: async ({ positionals: [id = ''] }, context) =>
    report(await (await context.install()).sealing.find(id, operatorActor()), context),
};

/** `sealing set MANUFACTURER …`: a policy of its own; what is not named stays as it is. */
export const sealingSet: Command = {
  name: 'sealing set',
  operands: 'MANUFACTURER',
  doc: 'terminal.commands.sealing-set',
  example: 'sealing set example-maker --level B-T --without-proof refuse',
  arity: [1, 1],
  options: {
    level: { type: 'string', value: 'LEVEL', doc: 'terminal.options.level' },
    revocation: { type: 'string', value: 'HOW', doc: 'terminal.options.revocation' },
    'without-proof': {
      type: 'string',
      value: 'HOW',
      doc: 'terminal.options.without-proof',
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const level = choiceOption(input, 'level', SEALING_LEVELS);
    const revocation = choiceOption(input, 'revocation', REVOCATION);
    const withoutProof = choiceOption(input, 'without-proof', WITHOUT_PROOF);
    if (level === undefined && revocation === undefined && withoutProof === undefined)
      throw new UsageError('terminal.usage.one-of', {
        command: 'sealing set',
        options: '--level, --revocation, --without-proof',
      });
    const { sealing } = await context.install();
    const now = await sealing.find(id, operatorActor());
    if (!now.ok) return reportProblem(now.problem, context);
    const policy = {
      level: level ?? now.value.level,
      embedRevocation: revocation === undefined ? now.value.embedRevocation : revocation === 'embed',
      withoutProof: withoutProof ?? now.value.withoutProof,
    };
    return report(await sealing.change(id, policy, terminalActor(input, 'sealing set')), context);
  },
};

/** `sealing reset MANUFACTURER`: as the install does. */
export const sealingReset: Command = {
  name: 'sealing reset',
  operands: 'MANUFACTURER',
  doc: 'terminal.commands.sealing-reset',
  example: 'sealing reset example-maker',
  arity: [1, 1],
  options: BY_OPTION,
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const actor = terminalActor(input, 'sealing reset');
    return report(await (await context.install()).sealing.change(id, null, actor), context);
  },
};

function report(found: Result<ManufacturerSealing>, context: CommandContext): number {
  if (!found.ok) return reportProblem(found.problem, context);
  context.print(context.json ? JSON.stringify(found.value) : sealingText(found.value, context));
  return EXIT.ok;
}
