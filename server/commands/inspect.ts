import type { Inspection } from '#core/validation/inspection.ts';
import { openInspector } from '../compose/open-install.ts';
import { inspectorOptions } from '../config.ts';
import { type Command, EXIT } from './command.ts';
import { readInputFile, UNREADABLE_FILE, type UnreadableFile } from './read-input-file.ts';

/** `inspect FILE…`: what any signed PDF is worth by itself, a JSON line a file. The outcome does not change the exit code. */
export const inspect: Command = {
  name: 'inspect',
  operands: 'FILE…',
  doc: 'say of any PDF whether its signatures are intact and what was changed since, a JSON line a file; exit 0 whatever it finds',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {},
  run: async ({ positionals }, context) => {
    const inspector = await openInspector({ ...inspectorOptions(context.config), clock: context.clock });
    let missing = false;
    try {
      for (const file of positionals) {
        const read = await readInputFile(file);
        if (read.kind === 'unreadable') {
          context.complain(`vinseal: ${file}: ${UNREADABLE_FILE[read.code]}`);
          missing = true;
        }
        const inspection = read.kind === 'read' ? await inspector.inspect(read.bytes) : unread(read.code);
        context.print(JSON.stringify({ file, ...inspection }));
      }
    } finally {
      await inspector.close();
    }
    return missing ? EXIT.noInput : EXIT.ok;
  },
};

function unread(code: UnreadableFile): Inspection {
  return { outcome: 'unreadable', changes: [], signatures: [], problems: [code] };
}
