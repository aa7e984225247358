import type { Command } from './command.ts';
import { outOption, writePdf } from './write-pdf.ts';

/** `download NUMBER --out FILE.pdf`: the sealed file of an issued confirmation, byte for byte. */
export const download: Command = {
  name: 'download',
  operands: 'NUMBER',
  doc: 'write the sealed PDF of an issued confirmation',
  arity: [1, 1],
  options: { out: { type: 'string', value: 'FILE.pdf', doc: 'where to write the PDF' } },
  run: async (input, context) => {
    const out = outOption(input, 'download');
    return writePdf(await context.install(), input.positionals[0] ?? '', out, context);
  },
};
