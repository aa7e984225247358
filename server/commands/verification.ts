import type { Verdict, VerdictWord } from '#core/confirmation/verdict.ts';
import { worstVerdict } from '#core/confirmation/worst-verdict.ts';
import type { Inspection } from '#core/validation/inspection.ts';
import { describeVerdict, insideHeadline } from '../app/verification/describe-verdict.ts';
import type { VerificationRequest } from '../app/verification/verify-document.ts';
import { openInspector } from '../compose/open-install.ts';
import { inspectorOptions } from '../config.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption } from './command.ts';
import { readInputFile, readNamedFile, UNREADABLE_FILE, type UnreadableFile } from './read-input.ts';
import { reportProblem } from './report.ts';

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
  doc: 'say whether documents are genuine and for this vehicle; exit 0 valid, 1 not valid, 2 withdrawn, 3 undecided',
  arity: [1, Number.POSITIVE_INFINITY],
  options: {
    vin: { type: 'string', value: 'VIN', doc: 'the vehicle to compare with, typed in any way' },
    destination: { type: 'string', value: 'CC', doc: 'destination country as in box 8 of the licence, ISO 3166-1' },
    'application-date': { type: 'string', value: 'YYYY-MM-DD', doc: 'licence-application date' },
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
      context.print(verdictText(file, result.value, context));
    }
    return missing ? EXIT.noInput : EXIT_OF[worstVerdict(verdicts)];
  },
};

/** A verdict for a terminal: JSON on one line, or the headline and a line for each check. */
function verdictText(file: string, verdict: Verdict, context: CommandContext): string {
  const described = { file, ...describeVerdict(verdict, context.words) };
  if (context.json) return JSON.stringify(described);
  return plainVerdict(described, insideHeadline(verdict, context.words), context);
}

function questionOf(input: CommandInput): Omit<VerificationRequest, 'pdf'> {
  return {
    vin: textOption(input, 'vin') ?? null,
    destination: textOption(input, 'destination') ?? null,
    applicationDate: textOption(input, 'application-date') ?? null,
  };
}

const MARKS = { passed: '✓', failed: '✗', undecided: '?', skipped: '–' } as const;

function plainVerdict(
  described: { readonly file: string } & ReturnType<typeof describeVerdict>,
  inside: string | null,
  { words }: CommandContext,
): string {
  const title = `${described.file}: ${words.text(`verdicts.words.${described.verdict}`).toUpperCase()} – ${described.headline}`;
  const checks = described.checks
    .filter((check) => check.outcome !== 'skipped')
    .map(
      (check) =>
        `  ${MARKS[check.outcome]} ${check.sentence}${check.outcome === 'passed' || check.remedy === '' ? '' : ` ${check.remedy}`}`,
    );
  return [
    title,
    ...(inside === null ? [] : [`  ! ${words.text('pages.result.inside', { headline: inside })}`]),
    ...checks,
    ...described.revocationNotes.map(({ sentence }) => `  · ${sentence}`),
  ].join('\n');
}

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
  return { outcome: 'unreadable', changes: [], signatures: [], problems: [code], notes: [] };
}
