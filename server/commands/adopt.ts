import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Command, EXIT } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readInputFile } from './read-input.ts';
import { printable, reportProblem } from './report.ts';

/** `adopt FOLDER`: sealed files of this install become records again. */
export const adopt: Command = {
  name: 'adopt',
  operands: 'FOLDER',
  doc: 'terminal.commands.adopt',
  example: 'adopt /srv/found',
  arity: [1, 1],
  options: BY_OPTION,
  run: async (input, context) => {
    const [folder = ''] = input.positionals;
    const actor = terminalActor(input, 'adopt');
    const files = await pdfsIn(folder);
    if (files === null) {
      context.complain(`vinseal: ${folder}: ${context.words.text('terminal.files.folder-not-readable')}`);
      return EXIT.noInput;
    }
    const install = await context.install();
    let refused = 0;
    for (const file of files) {
      const read = await readInputFile(file);
      const adopted = read.kind === 'read' ? await install.adopt(read.bytes, actor) : null;
      if (adopted?.ok === true)
        context.print(
          context.json
            ? JSON.stringify({ file, ...adopted.value })
            : context.words.text(`terminal.adopted.${adopted.value.outcome}`, {
                number: adopted.value.number,
                file: printable(file),
              }),
        );
      else {
        refused += 1;
        context.complain(`vinseal: ${printable(file)}`);
        if (adopted !== null) reportProblem(adopted.problem, context);
      }
    }
    return refused === 0 ? EXIT.ok : EXIT.refused;
  },
};

/** In the order of their names; null where there is no such folder. */
async function pdfsIn(folder: string): Promise<readonly string[] | null> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile() && /\.pdf$/i.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .toSorted();
  } catch {
    return null;
  }
}
