import { z } from 'zod';
import type { KnownHeads, VerifiedChain } from '../app/access/read-audit-log.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readInputFile, UNREADABLE_FILE } from './read-input-file.ts';
import { reportProblem } from './report.ts';
import { withAuditOffice } from './with-audit-office.ts';

/** `audit verify [--known FILE]`: computes every chain of the audit log anew. */
export const auditVerify: Command = {
  name: 'audit verify',
  operands: '',
  doc: 'check the chains of the audit log and show where each ends; exit 1 where one is broken, with the first position',
  arity: [0, 0],
  options: {
    known: {
      type: 'string',
      value: 'FILE',
      doc: 'what `audit verify --json` printed before, kept elsewhere: shows an end that was cut off, or a chain written anew',
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const actor = terminalActor(input, 'audit verify');
    const known = await knownHeads(input, context);
    if (known === null) return EXIT.noInput;
    return withAuditOffice(context, async (office) => {
      const verified = await office.verify(actor, known);
      if (!verified.ok) return reportProblem(verified.problem, context);
      for (const chain of verified.value) context.print(context.json ? JSON.stringify(chain) : chainLine(chain));
      return verified.value.every(({ broken }) => broken === null) ? EXIT.ok : EXIT.refused;
    });
  },
};

const LINE = z.object({
  stream: z.string(),
  head: z.object({ position: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
});

/** The heads that were kept; null for a file that cannot be read, after the terminal was told. */
async function knownHeads(input: CommandInput, { complain }: CommandContext): Promise<KnownHeads | null> {
  const file = textOption(input, 'known');
  if (file === undefined) return [];
  const read = await readInputFile(file);
  if (read.kind === 'unreadable') {
    complain(`vinseal: ${file}: ${UNREADABLE_FILE[read.code]}`);
    return null;
  }
  const lines = new TextDecoder().decode(read.bytes).split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    const { stream, head } = knownLine(line, file);
    return head === null ? [] : [{ stream, head }];
  });
}

function knownLine(line: string, file: string): z.infer<typeof LINE> {
  try {
    return LINE.parse(JSON.parse(line));
  } catch (cause) {
    throw new UsageError(`--known ${file} does not hold what audit verify --json printed`, { cause });
  }
}

function chainLine({ stream, entries, head, broken }: VerifiedChain): string {
  if (broken !== null) return `${stream}  BROKEN at ${broken.position}: ${broken.problem}`;
  return `${stream}  intact  ${entries} entries  ${head?.hash ?? ''}`;
}
