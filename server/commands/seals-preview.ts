import { writeFileDurably } from '../files/durable-files.ts';
import { type Command, EXIT } from './command.ts';
import { reportProblem } from './report.ts';
import { sealOperands } from './seal-operands.ts';
import { OUT_OPTIONS, outOption } from './write-pdf.ts';

/** `seals preview MANUFACTURER VERSION --out FILE.pdf`: the seal at true size, marked as a preview. */
export const sealsPreview: Command = {
  name: 'seals preview',
  operands: 'MANUFACTURER VERSION',
  doc: 'write a PDF that shows a version at true size, marked so that nobody takes it for a document',
  arity: [2, 2],
  options: OUT_OPTIONS,
  run: async (input, context) => {
    const { manufacturerId, version } = sealOperands(input);
    const out = outOption(input, 'seals preview');
    const preview = await (await context.install()).seals.preview(manufacturerId, version);
    if (!preview.ok) return reportProblem(preview.problem, context);
    try {
      writeFileDurably(out, preview.value);
    } catch {
      context.complain(`vinseal: ${out} could not be written`);
      return EXIT.cannotWrite;
    }
    context.print(context.json ? JSON.stringify({ file: out }) : out);
    return EXIT.ok;
  },
};
