import type { VerdictWord } from '#core/confirmation/verdict.ts';
import { worstVerdict } from '#core/confirmation/worst-verdict.ts';
import type { Inspection } from '#core/validation/inspection.ts';
import { describeVerdict } from '../app/verification/describe-verdict.ts';
import type { VerificationRequest } from '../app/verification/verify-document.ts';
import { openInspector } from '../compose/open-inspector.ts';
import { inspectorOptions } from '../config.ts';
import { type Command, type CommandInput, EXIT, textOption } from './command.ts';
import { complainOfFile, readInputFile, readNamedFile, type UnreadableFile } from './read-input.ts';
import { reportProblem } from './report.ts';
import { inspectionText } from './show/inspection.ts';
import { verdictText } from './show/verdict.ts';

const EXIT_OF: Readonly<Record<VerdictWord, number>> = {
  valid: EXIT.ok,
  'not-valid': EXIT.notValid,
  withdrawn: EXIT.withdrawn,
  undecided: EXIT.undecided,
};

/** `verify FILE.pdf…`: one verdict a file, and the worst of them as the exit code. */
export const verify: Command = {
  name: 'verify',
  operands: 'FILE.pdf…',
  doc: 'terminal.commands.verify',
  example: 'verify confirmation.pdf --vin L0XAEXMP1TT000001 --destination KZ',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {
    vin: { type: 'string', value: 'VIN', doc: 'terminal.options.vin' },
    destination: { type: 'string', value: 'CC', doc: 'terminal.options.destination' },
    'application-date': { type: 'string', value: 'YYYY-MM-DD', doc: 'terminal.options.application-date' },
  },
  run: async (input, context) => {
    const question = questionOf(input);
    const verdicts: { verdict: VerdictWord }[] = [];
    let missing = false;
    for (const file of input.positionals) {
      const pdf = await readNamedFile(file, context);
      if (pdf === null) {
        missing = true;
        continue;
      }
      const install = await context.install();
      const result = await install.verify({ pdf, ...question });
      if (!result.ok) return reportProblem(result.problem, context) && EXIT.usage;
      verdicts.push(result.value);
      context.print(
        context.json
          ? JSON.stringify({ file, ...describeVerdict(result.value, context.words) })
          : verdictText(file, result.value, context),
      );
    }
    return missing ? EXIT.noInput : EXIT_OF[worstVerdict(verdicts)];
  },
};

function questionOf(input: CommandInput): Omit<VerificationRequest, 'pdf'> {
  return {
    vin: textOption(input, 'vin') ?? null,
    destination: textOption(input, 'destination') ?? null,
    applicationDate: textOption(input, 'application-date') ?? null,
  };
}

/** `inspect FILE…`: what any signed PDF is worth by itself. The outcome does not change the exit code. */
export const inspect: Command = {
  name: 'inspect',
  operands: 'FILE…',
  doc: 'terminal.commands.inspect',
  example: 'inspect contract.pdf',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {},
  run: async ({ positionals }, context) => {
    const inspector = await openInspector({ ...inspectorOptions(context.config), clock: context.clock });
    let missing = false;
    try {
      for (const file of positionals) {
        const read = await readInputFile(file);
        if (read.kind === 'unreadable') {
          complainOfFile(file, read.code, context);
          missing = true;
        }
        const inspection = read.kind === 'read' ? await inspector.inspect(read.bytes) : unread(read.code);
        context.print(
          context.json ? JSON.stringify({ file, ...inspection }) : inspectionText(file, inspection, context),
        );
      }
    } finally {
      await inspector.close();
    }
    return missing ? EXIT.noInput : EXIT.ok;
  },
};

function unread(code: UnreadableFile): Inspection {
  return { outcome: 'unreadable', changes: [], signatures: [], problems: [code], notes: [] };
}
