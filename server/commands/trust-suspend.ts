import { type Command, type CommandContext, type CommandInput, EXIT, textOption } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { showAnchor } from './show-anchor.ts';
import { withTrustRegister } from './with-trust-register.ts';

const OPTIONS = {
  manufacturer: { type: 'string', value: 'CODE', doc: 'only this manufacturer of the anchor' },
  ...BY_OPTION,
} as const;

/** `trust suspend ID [--manufacturer CODE]`: from now on documents under it are not valid. */
export const trustSuspend: Command = {
  name: 'trust suspend',
  operands: 'ID',
  doc: 'rely on an anchor, or on one of its manufacturers, no longer; a running service follows at once',
  arity: [1, 1],
  options: OPTIONS,
  run: (input, context) => change(input, context, true),
};

/** `trust resume ID [--manufacturer CODE]`: lifts what `trust suspend` did. */
export const trustResume: Command = {
  name: 'trust resume',
  operands: 'ID',
  doc: 'lift a suspension that `trust suspend` made',
  arity: [1, 1],
  options: OPTIONS,
  run: (input, context) => change(input, context, false),
};

function change(input: CommandInput, context: CommandContext, isSuspended: boolean): Promise<number> {
  const [anchor = ''] = input.positionals;
  const target = { anchor, manufacturer: textOption(input, 'manufacturer') ?? null };
  const actor = terminalActor(input, isSuspended ? 'trust suspend' : 'trust resume');
  return withTrustRegister(context, async ({ setSuspended, clock }) => {
    const changed = await setSuspended(target, isSuspended, actor);
    if (!changed.ok) return reportProblem(changed.problem, context);
    context.print(await showAnchor(changed.value, clock.now(), context.json));
    return EXIT.ok;
  });
}
