import type { Command } from './command.ts';
import { OUT_OPTIONS, outOption, writePdf } from './write-pdf.ts';

/** `download NUMBER --out FILE.pdf`: the sealed file of an issued confirmation, byte for byte. */
export const download: Command = {
  name: 'download',
  operands: 'NUMBER',
  doc: 'write the sealed PDF of an issued confirmation',
  arity: [1, 1],
  options: OUT_OPTIONS,
  run: async (input, context) => {
    const out = outOption(input, 'download');
    return writePdf(await context.install(), input.positionals[0] ?? '', out, context);
  },
};
