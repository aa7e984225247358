import type { Command, OptionSpec } from './command.ts';

/** The usage of some commands, as text for a terminal. */
export function helpText(commands: readonly Command[], everywhere: Readonly<Record<string, OptionSpec>>): string {
  const sections = commands.map((command) =>
    [
      `  ${[command.name, command.operands].filter(Boolean).join(' ')}`,
      `      ${command.doc}`,
      ...optionLines(command.options),
    ].join('\n'),
  );
  return [
    'vinseal: issue, check and withdraw sealed after-sales confirmations',
    '',
    'npm run --silent vinseal -- COMMAND …',
    '',
    ...sections.flatMap((section) => [section, '']),
    '  Everywhere',
    ...optionLines(everywhere),
    '',
    '  Exit codes: 0 done or valid, 1 refused or not valid, 2 withdrawn, 3 undecided,',
    '  64 wrong arguments, 66 a file that cannot be read (the others are judged all the same),',
    '  70 a fault of ours, 73 a file that cannot be written, 78 a setting, the data folder',
    '  or its store cannot be used.',
    '  A data folder that is empty is made ready first.',
    '',
  ].join('\n');
}

function optionLines(options: Readonly<Record<string, OptionSpec>>): readonly string[] {
  return Object.entries(options).map(([name, spec]) => {
    const usage = `--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`;
    return `      ${usage.padEnd(32)} ${spec.doc}`;
  });
}
