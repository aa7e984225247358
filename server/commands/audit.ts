import { z } from 'zod';
import type { KnownHeads, VerifiedChain } from '../app/access/read-audit-log.ts';
import { type AuditOffice, openAuditOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import { AUDIT_SUBJECTS, type AuditSubject, type RecordedEntry } from '../model/access/audit-entry.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readNamedText } from './read-input.ts';
import { printable, reportProblem } from './report.ts';
import { withOffice } from './with-office.ts';

const MOST = 10_000;
const NUMBER = /^[1-9]\d{0,4}$/;

/** `audit list`: the newest entries, the oldest of them first. */
export const auditList: Command = {
  name: 'audit list',
  operands: '',
  doc: 'show the newest entries of the audit log: who did what to what, and what came of it',
  arity: [0, 0],
  options: {
    stream: { type: 'string', value: 'NAME', doc: 'only one chain: operator, or manufacturer:ID' },
    subject: { type: 'string', value: 'KIND:ID', doc: `only what was done to one thing: ${AUDIT_SUBJECTS.join(', ')}` },
    limit: { type: 'string', value: 'N', doc: `how many, 1 to ${MOST} (50 if left out)` },
    ...BY_OPTION,
  },
  run: (input, context) => {
    const question = { stream: textOption(input, 'stream') ?? null, subject: subjectOf(input), limit: limitOf(input) };
    return withAuditOffice(context, async (office) => {
      const listed = await office.list(question, terminalActor(input, 'audit list'));
      if (!listed.ok) return reportProblem(listed.problem, context);
      for (const entry of listed.value) context.print(context.json ? JSON.stringify(entry) : entryLine(entry));
      return EXIT.ok;
    });
  },
};

function limitOf(input: CommandInput): number {
  const typed = textOption(input, 'limit') ?? '50';
  if (!NUMBER.test(typed) || Number(typed) > MOST) throw new UsageError(`--limit takes a number from 1 to ${MOST}`);
  return Number(typed);
}

function subjectOf(input: CommandInput): AuditSubject | null {
  const typed = textOption(input, 'subject');
  if (typed === undefined) return null;
  const kind = AUDIT_SUBJECTS.find((candidate) => typed.startsWith(`${candidate}:`));
  if (kind === undefined)
    throw new UsageError(`--subject takes KIND:ID, KIND being one of ${AUDIT_SUBJECTS.join(', ')}`);
  return { kind, id: typed.slice(kind.length + 1) };
}

function entryLine({ stream, position, at, actor, action, phase, subject, detail }: RecordedEntry): string {
  const told = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
  const who = `${actor.kind}:${actor.id}${actor.name === actor.id ? '' : ` (${actor.name})`}`;
  return printable(
    [`${stream}#${position}`, at, who, action, phase, `${subject.kind}:${subject.id}`, ...told].join('  '),
  );
}

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
async function knownHeads(input: CommandInput, context: CommandContext): Promise<KnownHeads | null> {
  const file = textOption(input, 'known');
  if (file === undefined) return [];
  const kept = await readNamedText(file, context);
  if (kept === null) return null;
  const lines = kept.split('\n').filter(Boolean);
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

/** Reads the audit log of the data folder. */
function withAuditOffice(context: CommandContext, work: (office: AuditOffice) => Promise<number>): Promise<number> {
  return withOffice(context, () => openAuditOffice(installOptions(context.config), context.clock), work);
}
