import type { Command, OptionSpec, Reader } from './command.ts';
import { EVERYWHERE } from './parse-arguments.ts';
import { hanging } from './show/screen.ts';

const PROGRAM = 'npm run --silent vinseal --';
const LEAST_WIDTH = 80;
const MOST_WIDTH = 100;

/** The names of commands with what each does, and what all of them have in common. */
export function commandsHelp(commands: readonly Command[], reader: Reader): string {
  const { words } = reader;
  return [
    hanging('', words.text('terminal.help.title'), 0, helpWidth(reader)),
    '',
    heading('terminal.help.usage', reader),
    `  ${PROGRAM} COMMAND …`,
    '',
    heading('terminal.help.commands', reader),
    ...commands.map(({ name, operands, doc }) =>
      hanging(`  ${[name, operands].filter(Boolean).join(' ')}`, words.text(doc), 26, helpWidth(reader)),
    ),
    '',
    ...sharedLines(reader),
  ].join('\n');
}

/** One command: how it is called, what it does, each of its options, and an example. */
export function commandHelp(command: Command, reader: Reader): string {
  const { words } = reader;
  const usage = [PROGRAM, command.name, command.operands].filter(Boolean).join(' ');
  const options = optionLines(command.options, reader);
  return [
    hanging('', words.text(command.doc), 0, helpWidth(reader)),
    '',
    heading('terminal.help.usage', reader),
    `  ${usage}`,
    '',
    ...(options.length === 0 ? [] : [heading('terminal.help.options', reader), ...options, '']),
    heading('terminal.help.example', reader),
    `  ${PROGRAM} ${command.example}`,
    '',
    ...sharedLines(reader),
  ].join('\n');
}

function sharedLines(reader: Reader): readonly string[] {
  const { words } = reader;
  const exits = ['0', '1', '2', '3', '64', '66', '70', '73', '78'];
  return [
    heading('terminal.help.everywhere', reader),
    ...optionLines(EVERYWHERE, reader),
    '',
    heading('terminal.help.exit-codes', reader),
    ...exits.map((code) => hanging(`  ${code}`, words.text(`terminal.exits.${code}`), 6, helpWidth(reader))),
    '',
    hanging('', words.text('terminal.help.more'), 0, helpWidth(reader)),
    '',
  ];
}

function heading(key: string, { words, screen }: Reader): string {
  return screen.paint('bold', words.text(key));
}

function optionLines(options: Readonly<Record<string, OptionSpec>>, reader: Reader): readonly string[] {
  return Object.entries(options).map(([name, { short, value, doc, data }]) => {
    const spelled = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].join(', ');
    const usage = value === undefined ? spelled : `${spelled} ${value}`;
    return hanging(`  ${usage}`, reader.words.text(doc, data), 28, helpWidth(reader));
  });
}

/** Help goes to files, too: its lines stay readable there. */
function helpWidth({ screen }: Reader): number {
  return Number.isFinite(screen.width) ? Math.min(screen.width, MOST_WIDTH) : LEAST_WIDTH;
}
