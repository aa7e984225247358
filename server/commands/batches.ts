import { describeBatch, describeBatchWithCounts, describeRow } from '../app/batches/describe-batch.ts';
import { BATCH_STATES } from '../model/batches/batch.ts';
import type { BatchControl } from '../model/batches/batch-steps.ts';
import { type Command, type CommandContext, type CommandInput, choiceOption, EXIT, textOption } from './command.ts';
import { requireConsent, withConsent, YES_OPTION } from './confirm-step.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { batchRowTable, batchTable, countsText } from './show/batch.ts';

/** `batches list`: proposals and batches, newest first. */
export const batchesList: Command = {
  name: 'batches list',
  operands: '',
  doc: 'terminal.commands.batches-list',
  example: 'batches list --state proposed',
  arity: [0, 0],
  options: {
    state: {
      type: 'string',
      value: 'STATE',
      doc: 'terminal.options.batch-state',
      data: { choices: BATCH_STATES.join(', ') },
    },
    manufacturer: { type: 'string', value: 'ID', doc: 'terminal.options.of-manufacturer' },
    after: { type: 'string', value: 'CURSOR', doc: 'terminal.options.after' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    if (textOption(input, 'state') !== undefined) choiceOption(input, 'state', BATCH_STATES);
    const { batches } = await context.install();
    const given = { state: 'state', manufacturer: 'manufacturer', after: 'cursor' };
    const asked = Object.entries(given).flatMap(([option, field]) => {
      const value = textOption(input, option);
      return value === undefined ? [] : [[field, value] as const];
    });
    const page = await batches.list(
      { limit: '100', ...Object.fromEntries(asked) },
      terminalActor(input, 'batches list'),
    );
    if (!page.ok) return reportProblem(page.problem, context);
    const { items, nextCursor } = page.value;
    if (context.json) context.print(JSON.stringify({ items: items.map(describeBatch), nextCursor }));
    else context.print(batchTable(items, context));
    if (!context.json && nextCursor !== null)
      context.complain(context.words.text('terminal.list.more', { cursor: nextCursor }));
    return EXIT.ok;
  },
};

/** `batches show ID`: how it stands, and each of its rows. */
export const batchesShow: Command = {
  name: 'batches show',
  operands: 'ID',
  doc: 'terminal.commands.batches-show',
  example: 'batches show mG0vCq8Wk2bXnQ',
  arity: [1, 1],
  options: BY_OPTION,
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const { batches } = await context.install();
    const actor = terminalActor(input, 'batches show');
    const found = await batches.find(id, actor);
    if (!found.ok) return reportProblem(found.problem, context);
    const rows = await batches.rows(id, { limit: '1000' }, actor);
    if (!rows.ok) return reportProblem(rows.problem, context);
    if (context.json) {
      const { items } = rows.value;
      context.print(JSON.stringify({ ...describeBatchWithCounts(found.value), items: items.map(describeRow) }));
      return EXIT.ok;
    }
    context.print(batchTable([found.value.batch], context));
    context.print(countsText(found.value.counts, context));
    context.print(batchRowTable(rows.value.items, context));
    return EXIT.ok;
  },
};

const control = (name: Exclude<BatchControl, 'cancel'>): Command => ({
  name: `batches ${name}`,
  operands: 'ID',
  doc: `terminal.commands.batches-${name}`,
  example: `batches ${name} mG0vCq8Wk2bXnQ --by zhang`,
  arity: [1, 1],
  options: BY_OPTION,
  run: (input, context) => steer(name, input, context),
});

/** Nothing more is begun; what is being sealed is finished. */
export const batchesPause: Command = control('pause');
export const batchesResume: Command = control('resume');
/** The rows that failed wait again. */
export const batchesRetry: Command = control('retry');

/** `batches cancel ID`: what was not issued never is. */
export const batchesCancel: Command = {
  name: 'batches cancel',
  operands: 'ID',
  doc: 'terminal.commands.batches-cancel',
  example: 'batches cancel mG0vCq8Wk2bXnQ --yes',
  arity: [1, 1],
  options: { ...BY_OPTION, ...YES_OPTION },
  run: (input, context) => {
    requireConsent(input, context, 'batches cancel');
    const concerns = context.words.text('terminal.consent.batch', { batch: input.positionals[0] ?? '' });
    return withConsent(input, context, concerns, () => steer('cancel', input, context));
  },
};

async function steer(name: BatchControl, input: CommandInput, context: CommandContext): Promise<number> {
  const [id = ''] = input.positionals;
  const actor = terminalActor(input, `batches ${name}`);
  const { batches } = await context.install();
  const done = await batches.control(id, name, actor);
  if (!done.ok) return reportProblem(done.problem, context);
  context.print(context.json ? JSON.stringify(describeBatch(done.value)) : batchTable([done.value], context));
  return EXIT.ok;
}
