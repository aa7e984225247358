import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ListFile, ListOutcome } from '../app/revocation/change-revocation-lists.ts';
import { openRevocationOffice, type RevocationOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import { type Command, type CommandContext, EXIT, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readNamedFile } from './read-input.ts';
import { printable, reportProblem } from './report.ts';
import { describeList, listsText } from './show/revocation-list.ts';
import { withOffice } from './with-office.ts';

/** `revocation add FILE…|-`: lists of authorities, each by itself. Fit for a timer: one that is there already is no fault. */
export const revocationAdd: Command = {
  name: 'revocation add',
  operands: 'FILE…|-',
  doc: 'terminal.commands.revocation-add',
  example: 'revocation add example-ca.crl',
  arity: [1, Number.POSITIVE_INFINITY],
  options: { older: { type: 'boolean', doc: 'terminal.options.older-list' }, ...BY_OPTION },
  run: async (input, context) => {
    const { positionals } = input;
    if (new Set(positionals).size < positionals.length)
      throw new UsageError('terminal.usage.operand-unexpected', { operand: repeated(positionals) });
    const files: ListFile[] = [];
    for (const file of positionals) {
      const octets = file === '-' ? new Uint8Array(await buffer(context.stdin)) : await readNamedFile(file, context);
      if (octets !== null) files.push({ file, octets });
    }
    const actor = terminalActor(input, 'revocation add');
    return withRevocationOffice(context, async ({ add }) => {
      const outcomes = await add(files, actor, input.options.older === true);
      const codes = outcomes.map((outcome) => reportOutcome(outcome, context));
      return files.length < positionals.length ? EXIT.noInput : Math.max(EXIT.ok, ...codes);
    });
  },
};

function repeated(names: readonly string[]): string {
  return names.find((name, index) => names.indexOf(name) !== index) ?? '';
}

function reportOutcome({ file, result }: ListOutcome, context: CommandContext): number {
  const { json, words, print } = context;
  if (!result.ok) {
    if (!json) return reportProblem(result.problem, context);
    print(JSON.stringify({ file, outcome: 'refused', code: result.problem.code, list: null }));
    return EXIT.refused;
  }
  const { kind, list } = result.value;
  if (json) print(JSON.stringify({ file, outcome: kind, code: null, list: describeList(list) }));
  else {
    print(words.text(`terminal.lists.${kind}`, { file: printable(file) }));
    print(listsText([list], context));
  }
  return EXIT.ok;
}

/** `revocation list`: the lists that operators gave, those of a scope together, the newest first. */
export const revocationList: Command = {
  name: 'revocation list',
  operands: '',
  doc: 'terminal.commands.revocation-list',
  example: 'revocation list',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withRevocationOffice(context, async ({ all }) => {
      const lists = await all();
      if (context.json) for (const list of lists) context.print(JSON.stringify(describeList(list)));
      else context.print(listsText(lists, context));
      return EXIT.ok;
    }),
};

/** `revocation remove NAME…`: what such a list says counts no longer. */
export const revocationRemove: Command = {
  name: 'revocation remove',
  operands: 'NAME…',
  doc: 'terminal.commands.revocation-remove',
  example: 'revocation remove 0123456789abcdef-20260301T080000Z --by zhang',
  arity: [1, Number.POSITIVE_INFINITY],
  options: BY_OPTION,
  run: (input, context) => {
    const actor = terminalActor(input, 'revocation remove');
    return withRevocationOffice(context, async ({ remove }) => {
      let exit: number = EXIT.ok;
      for (const name of input.positionals) {
        const removed = await remove(name, actor);
        if (!removed.ok) exit = reportProblem(removed.problem, context);
        else if (context.json) context.print(JSON.stringify(describeList(removed.value)));
        else context.print(context.words.text('terminal.lists.removed', { list: removed.value.name }));
      }
      return exit;
    });
  },
};

/** `revocation export FOLDER`: each list as `NAME.crl`, in DER. */
export const revocationExport: Command = {
  name: 'revocation export',
  operands: 'FOLDER',
  doc: 'terminal.commands.revocation-export',
  example: 'revocation export lists',
  arity: [1, 1],
  options: {},
  run: ({ positionals: [folder = ''] }, context) =>
    withRevocationOffice(context, async ({ all }) => {
      const lists = await all();
      try {
        await mkdir(folder, { recursive: true });
        for (const { name, der } of lists) context.tools.writeFile(path.join(folder, `${name}.crl`), der);
      } catch {
        context.complain(`vinseal: ${printable(folder)}: ${context.words.text('terminal.files.not-writable')}`);
        return EXIT.cannotWrite;
      }
      for (const { name } of lists) {
        const file = path.join(folder, `${name}.crl`);
        context.print(context.json ? JSON.stringify({ file }) : printable(file));
      }
      return EXIT.ok;
    }),
};

/** Works on the lists in the store. Not through the install: lists may be needed before anything opens. */
function withRevocationOffice(
  context: CommandContext,
  work: (office: RevocationOffice) => Promise<number>,
): Promise<number> {
  return withOffice(context, () => openRevocationOffice(installOptions(context.config), context.clock), work);
}
