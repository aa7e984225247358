import type { Result } from '#core/confirmation/errors.ts';
import type { ManufacturerSealing } from '../app/manufacturers/find-sealing.ts';
import { SEALING_LEVELS, WITHOUT_PROOF } from '../model/manufacturers/sealing-policy.ts';
import { type Command, type CommandContext, choiceOption, EXIT, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';

const REVOCATION = ['embed', 'omit'] as const;

/** `sealing show MANUFACTURER`: how its documents are sealed. */
export const sealingShow: Command = {
  name: 'sealing show',
  operands: 'MANUFACTURER',
  doc: 'show how the documents of a manufacturer are sealed',
  arity: [1, 1],
  options: {},
  run: async ({ positionals: [id = ''] }, context) => report(await (await context.install()).sealing.find(id), context),
};

/** `sealing set MANUFACTURER …`: a policy of its own; what is not named stays as it is. */
export const sealingSet: Command = {
  name: 'sealing set',
  operands: 'MANUFACTURER',
  doc: 'seal the next documents of a manufacturer in its own way; what is not named stays as it is',
  arity: [1, 1],
  options: {
    level: { type: 'string', value: 'LEVEL', doc: 'B-T with a time-stamp, B-B without' },
    revocation: { type: 'string', value: 'HOW', doc: 'embed the proofs of signer and authority, or omit them' },
    'without-proof': {
      type: 'string',
      value: 'HOW',
      doc: 'where a proof cannot be had: refuse, or issue-b-b with what can',
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const level = choiceOption(input, 'level', SEALING_LEVELS);
    const revocation = choiceOption(input, 'revocation', REVOCATION);
    const withoutProof = choiceOption(input, 'without-proof', WITHOUT_PROOF);
    if (level === undefined && revocation === undefined && withoutProof === undefined)
      throw new UsageError('sealing set needs --level, --revocation or --without-proof');
    const { sealing } = await context.install();
    const now = await sealing.find(id);
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
  doc: 'seal the next documents of a manufacturer as the settings of the install say',
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
  const { manufacturerId, origin, level, embedRevocation, withoutProof } = found.value;
  const line = [
    manufacturerId,
    level,
    `revocation ${embedRevocation ? 'embedded' : 'omitted'}`,
    `without proof: ${withoutProof}`,
    origin === 'install' ? 'as the install does' : 'its own policy',
  ];
  context.print(context.json ? JSON.stringify(found.value) : line.join('  '));
  return EXIT.ok;
}
