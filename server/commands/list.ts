import { CONFIRMATION_STATUSES, type ConfirmationSummary } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { describePage } from '../app/confirmations/describe-confirmation.ts';
import { MAX_LISTED, USUALLY_LISTED } from '../app/confirmations/list-confirmations.ts';
import type { Install } from '../compose/open-install.ts';
import { operatorActor } from '../model/access/actor.ts';
import type { RegistryPage } from '../ports/registry.ts';
import { type Command, type CommandInput, choiceOption, EXIT, numberOption, textOption } from './command.ts';
import { reportProblem } from './report.ts';
import { confirmationTable } from './show/confirmation.ts';

/** What the terminal calls a filter, and what the use case does. */
const FILTERS = {
  manufacturer: 'manufacturer',
  status: 'status',
  destination: 'destination',
  vin: 'vin',
  exporter: 'exporter',
  from: 'issuedFrom',
  to: 'issuedTo',
  number: 'number',
} as const;

/** `list`: the confirmations that all the filters fit, newest first. */
export const list: Command = {
  name: 'list',
  operands: '',
  doc: 'terminal.commands.list',
  example: 'list --status live --destination KZ --from 2026-01-01',
  arity: [0, 0],
  options: {
    manufacturer: { type: 'string', value: 'ID', doc: 'terminal.options.of-manufacturer' },
    status: {
      type: 'string',
      value: 'STATUS',
      doc: 'terminal.options.status',
      data: { choices: CONFIRMATION_STATUSES.join(', ') },
    },
    destination: { type: 'string', value: 'CC', doc: 'terminal.options.for-destination' },
    vin: { type: 'string', value: 'VIN', doc: 'terminal.options.holding-vin' },
    exporter: { type: 'string', value: 'USCC', doc: 'terminal.options.exporter' },
    from: { type: 'string', value: 'DATE', doc: 'terminal.options.issued-from' },
    to: { type: 'string', value: 'DATE', doc: 'terminal.options.issued-to' },
    number: { type: 'string', value: 'PREFIX', doc: 'terminal.options.number-prefix' },
    limit: {
      type: 'string',
      value: 'N',
      doc: 'terminal.options.limit',
      data: { most: String(MAX_LISTED), usual: USUALLY_LISTED },
    },
    after: { type: 'string', value: 'CURSOR', doc: 'terminal.options.after' },
  },
  run: async (input, context) => {
    const { words, json, print, complain } = context;
    choiceOption(input, 'status', CONFIRMATION_STATUSES);
    numberOption(input, 'limit', [1, MAX_LISTED, USUALLY_LISTED]);
    const listed = await fullPage(await context.install(), askedFor(input));
    if (!listed.ok) return reportProblem(listed.problem, context) && EXIT.usage;
    const { items, damaged, nextCursor } = listed.value;
    if (json) print(JSON.stringify(describePage(listed.value)));
    else print(confirmationTable(items, context));
    if (json) return EXIT.ok;
    for (const number of damaged)
      complain(`vinseal: record-damaged: ${number}: ${words.text('errors.record-damaged.sentence')}`);
    if (nextCursor !== null) complain(words.text('terminal.list.more', { cursor: nextCursor }));
    return EXIT.ok;
  },
};

type Asked = Readonly<Record<string, string>>;

function askedFor(input: CommandInput): Asked {
  const named = { ...FILTERS, limit: 'limit', after: 'cursor' };
  const given = Object.entries(named).map(([option, field]) => [field, textOption(input, option)] as const);
  return Object.fromEntries(given.flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])));
}

/** As many as were asked for: a page of the registry may hold few although others follow. */
async function fullPage(install: Pick<Install, 'list'>, asked: Asked): Promise<Result<RegistryPage>> {
  const wanted = Number(asked.limit ?? USUALLY_LISTED);
  const items: ConfirmationSummary[] = [];
  const damaged: string[] = [];
  let next: Asked = asked;
  for (;;) {
    const page = await install.list(
      { ...next, ...(items.length === 0 ? {} : { limit: String(wanted - items.length) }) },
      operatorActor(),
    );
    if (!page.ok) return page;
    items.push(...page.value.items);
    damaged.push(...page.value.damaged);
    const { nextCursor } = page.value;
    if (nextCursor === null || items.length >= wanted) return { ok: true, value: { items, damaged, nextCursor } };
    next = { ...asked, cursor: nextCursor };
  }
}
