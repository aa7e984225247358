import type { Command } from './command.ts';
import { OUT_OPTIONS, outOption, writePdf } from './write-pdf.ts';

/** `download NUMBER --out FILE.pdf`: the sealed file of an issued confirmation, byte for byte, or its archive copy. */
export const download: Command = {
  name: 'download',
  operands: 'NUMBER',
  doc: 'write the sealed PDF of an issued confirmation, or the archive copy of it',
  arity: [1, 1],
  options: {
    ...OUT_OPTIONS,
    archive: {
      type: 'boolean',
      doc: 'the archive copy: the sealed PDF with later proofs; Acrobat reports it as changed after certification, EU DSS names it B-LTA',
    },
  },
  run: async (input, context) => {
    const out = outOption(input, 'download');
    const copy = input.options.archive === true ? 'archive' : 'original';
    return writePdf(await context.install(), { number: input.positionals[0] ?? '', copy, out }, context);
  },
};
