import path from 'node:path';
import { refuse } from '#core/confirmation/errors.ts';
import type { NewAnchor } from '../app/trust/change-trust-list.ts';
import { ONE_CERTIFICATE, timeStampingAnchor } from '../app/trust/read-anchor-file.ts';
import { openTrustRegister, type TrustOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import type { Actor } from '../model/access/actor.ts';
import type { Clock } from '../ports/clock.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';
import type { RegisteredAnchor } from '../ports/trust-register.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readInputFile, readNamedFile } from './read-input.ts';
import { reportProblem } from './report.ts';
import { anchorsText, describeAnchor } from './show/anchor.ts';
import { withOffice } from './with-office.ts';

/** `trust list`: every anchor, whom it vouches for, and how it stands. */
export const trustList: Command = {
  name: 'trust list',
  operands: '',
  doc: 'terminal.commands.trust-list',
  example: 'trust list',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withTrustRegister(context, async ({ anchors, clock }) => showAnchors(await anchors(), clock, context)),
};

/** `trust add FILE… [--replaces ID]`: anchors for this install's own trust list, all of them or none. */
export const trustAdd: Command = {
  name: 'trust add',
  operands: 'FILE…',
  doc: 'terminal.commands.trust-add',
  example: 'trust add tsa-ca.pem --time-stamping --by zhang',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {
    'time-stamping': { type: 'boolean', doc: 'terminal.options.time-stamping' },
    id: { type: 'string', value: 'ID', doc: 'terminal.options.anchor-id' },
    replaces: {
      type: 'string',
      value: 'ID',
      doc: 'terminal.options.replaces-anchor',
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const replaces = textOption(input, 'replaces') ?? null;
    if (replaces !== null && input.positionals.length > 1)
      throw new UsageError('terminal.usage.one-file', { option: '--replaces' });
    for (const file of input.positionals) if ((await readNamedFile(file, context)) === null) return EXIT.noInput;
    const anchors: NewAnchor[] = [];
    for (const file of input.positionals) {
      const anchor = await readAnchor(file, input, context);
      if ('detail' in anchor)
        return reportProblem(refuse('anchor-file-not-valid', { file, detail: anchor.detail }).problem, context);
      anchors.push({ file, anchor });
    }
    return addAll(anchors, replaces, terminalActor(input, 'trust add'), context);
  },
};

function addAll(
  anchors: readonly NewAnchor[],
  replaces: string | null,
  actor: Actor,
  context: CommandContext,
): Promise<number> {
  return withTrustRegister(context, async ({ add, clock }) => {
    const added = await add(anchors, actor, replaces);
    if (!added.ok) return reportProblem(added.problem, context);
    return showAnchors(added.value, clock, context);
  });
}

/** What is wrong with a file. */
type Fault = { readonly detail: string };

async function readAnchor(file: string, input: CommandInput, { tools }: CommandContext): Promise<TrustAnchor | Fault> {
  if (file.endsWith('.json')) return tools.readAnchorFile(file);
  if (input.options['time-stamping'] !== true) throw new UsageError('terminal.usage.anchor-kind', { file });
  const id = textOption(input, 'id') ?? path.parse(file).name;
  if (input.positionals.length > 1 && textOption(input, 'id') !== undefined)
    throw new UsageError('terminal.usage.one-file', { option: '--id' });
  if (!tools.isAnchorId(id)) throw new UsageError('terminal.usage.id-not-valid', { id });
  const read = await readInputFile(file);
  const text = read.kind === 'read' ? new TextDecoder().decode(read.bytes) : '';
  return timeStampingAnchor(id, text) ?? { detail: ONE_CERTIFICATE };
}

const SUSPENSION_OPTIONS = {
  manufacturer: { type: 'string', value: 'CODE', doc: 'terminal.options.only-manufacturer' },
  ...BY_OPTION,
} as const;

/** `trust suspend ID [--manufacturer CODE]`: from now on documents under it are not valid. */
export const trustSuspend: Command = {
  name: 'trust suspend',
  operands: 'ID',
  doc: 'terminal.commands.trust-suspend',
  example: 'trust suspend example-ca --manufacturer EXM --by zhang',
  arity: [1, 1],
  options: SUSPENSION_OPTIONS,
  run: (input, context) => change(input, context, true),
};

/** `trust resume ID [--manufacturer CODE]`: lifts what `trust suspend` did. */
export const trustResume: Command = {
  name: 'trust resume',
  operands: 'ID',
  doc: 'terminal.commands.trust-resume',
  example: 'trust resume example-ca --by zhang',
  arity: [1, 1],
  options: SUSPENSION_OPTIONS,
  run: (input, context) => change(input, context, false),
};

function change(input: CommandInput, context: CommandContext, isSuspended: boolean): Promise<number> {
  const [anchor = ''] = input.positionals;
  const target = { anchor, manufacturer: textOption(input, 'manufacturer') ?? null };
  const actor = terminalActor(input, isSuspended ? 'trust suspend' : 'trust resume');
  return withTrustRegister(context, async ({ setSuspended, clock }) => {
    const changed = await setSuspended(target, isSuspended, actor);
    if (!changed.ok) return reportProblem(changed.problem, context);
    return showAnchors([changed.value], clock, context);
  });
}

async function showAnchors(
  anchors: readonly RegisteredAnchor[],
  clock: Clock,
  context: CommandContext,
): Promise<number> {
  const described = await Promise.all(anchors.map((anchor) => describeAnchor(anchor, clock.now())));
  if (context.json) for (const anchor of described) context.print(JSON.stringify(anchor));
  else context.print(anchorsText(described, context));
  return EXIT.ok;
}

/**
 * Works on the trust list of the data folder. Not through the install: that does not open where nobody is trusted yet,
 * which is just when an anchor must be added.
 */
export function withTrustRegister(
  context: CommandContext,
  work: (office: TrustOffice) => Promise<number>,
): Promise<number> {
  return withOffice(context, () => openTrustRegister(installOptions(context.config), context.clock), work);
}
