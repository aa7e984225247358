import { openInspector } from '../compose.ts';
import type { Inspection } from '../domain/inspection.ts';
import { type Command, EXIT } from './command.ts';
import { readPdfFile } from './read-pdf-file.ts';

const MISSING: Inspection = { outcome: 'unreadable', signatures: [], problems: ['no-such-file'] };

/** `inspect FILE…`: what any signed PDF is worth by itself, a JSON line a file. What it finds is no exit code. */
export const inspect: Command = {
  name: 'inspect',
  operands: 'FILE…',
  doc: 'say of any PDF whether its signatures are intact and what was changed since, a JSON line a file; exit 0',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {},
  run: async ({ positionals }, context) => {
    const inspector = openInspector(context.config);
    let missing = false;
    try {
      for (const file of positionals) {
        const pdf = await readPdfFile(file);
        if (pdf === null) {
          context.complain(`vinseal: ${file}: no such file`);
          missing = true;
        }
        const inspection = pdf === null ? MISSING : await inspector.inspect(pdf);
        context.print(JSON.stringify({ file, ...inspection }));
      }
    } finally {
      await inspector.close();
    }
    return missing ? EXIT.noInput : EXIT.ok;
  },
};
