import { CONFIRMATION_FORMAT } from '#core/confirmation/confirmation.ts';
import type { Conformity } from '../app/confirmations/conform-content.ts';
import { conformFile } from '../app/confirmations/conform-file.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { readNamedFile } from './read-input.ts';
import { describeField, fieldLine, printable } from './report.ts';

/** `conform FILE…`: everything that is wrong with the data of confirmations, without an install and without a network. */
export const conform: Command = {
  name: 'conform',
  operands: 'FILE.json|FILE.pdf…',
  doc: 'terminal.commands.conform',
  example: 'conform confirmation.json',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {},
  run: async ({ positionals }, context) => {
    const exits: number[] = [];
    for (const file of positionals) {
      const bytes = await readNamedFile(file, context);
      if (bytes === null) {
        exits.push(EXIT.noInput);
        continue;
      }
      const conformity = conformFile(bytes);
      context.print(conformityText(file, conformity, context));
      exits.push(conformity.problems.length === 0 ? EXIT.ok : EXIT.refused);
    }
    return Math.max(...exits);
  },
};

function conformityText(file: string, { problems, warnings, isComplete }: Conformity, context: CommandContext): string {
  const { words, json } = context;
  const conforms = problems.length === 0;
  if (json) {
    const describe = (fields: typeof problems) => fields.map((field) => describeField(field, words));
    return JSON.stringify({ file, conforms, problems: describe(problems), warnings: describe(warnings), isComplete });
  }
  const headline = conforms
    ? words.text('pages.conform.yes', { format: CONFIRMATION_FORMAT })
    : words.text('pages.conform.no', { count: problems.length });
  return [
    `${printable(file)}: ${headline}`,
    ...problems.map((field) => fieldLine(field, words)),
    ...(isComplete ? [] : [`  ${words.text('pages.conform.more')}`]),
    ...(warnings.length === 0 ? [] : [`  ${words.text('pages.conform.warnings')}`]),
    ...warnings.map((field) => fieldLine(field, words)),
  ].join('\n');
}
