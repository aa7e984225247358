import { z } from 'zod';
import type { KnownHeads } from '../app/access/read-audit-log.ts';
import { type AuditOffice, openAuditOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import { AUDIT_SUBJECTS, type AuditSubject } from '../model/access/audit-entry.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  EXIT,
  numberOption,
  textOption,
  UsageError,
} from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readNamedText } from './read-input.ts';
import { reportProblem } from './report.ts';
import { auditTable, chainTable } from './show/audit.ts';
import { withOffice } from './with-office.ts';

const MOST = 10_000;

/** `audit list`: the newest entries, the oldest of them first. */
export const auditList: Command = {
  name: 'audit list',
  operands: '',
  doc: 'terminal.commands.audit-list',
  example: 'audit list --stream operator --limit 20',
  arity: [0, 0],
  options: {
    stream: { type: 'string', value: 'NAME', doc: 'terminal.options.stream' },
    subject: {
      type: 'string',
      value: 'KIND:ID',
      doc: 'terminal.options.subject',
      data: { kinds: AUDIT_SUBJECTS.join(', ') },
    },
    limit: { type: 'string', value: 'N', doc: 'terminal.options.limit', data: { most: String(MOST), usual: 50 } },
    ...BY_OPTION,
  },
  run: (input, context) => {
    const question = {
      stream: textOption(input, 'stream') ?? null,
      subject: subjectOf(input),
      limit: numberOption(input, 'limit', [1, MOST, 50]),
    };
    return withAuditOffice(context, async (office) => {
      const listed = await office.list(question, terminalActor(input, 'audit list'));
      if (!listed.ok) return reportProblem(listed.problem, context);
      if (context.json) for (const entry of listed.value) context.print(JSON.stringify(entry));
      else context.print(auditTable(listed.value, context));
      return EXIT.ok;
    });
  },
};

function subjectOf(input: CommandInput): AuditSubject | null {
  const typed = textOption(input, 'subject');
  if (typed === undefined) return null;
  const kind = AUDIT_SUBJECTS.find((candidate) => typed.startsWith(`${candidate}:`));
  if (kind === undefined)
    throw new UsageError('terminal.usage.subject-not-valid', { kinds: AUDIT_SUBJECTS.join(', ') });
  return { kind, id: typed.slice(kind.length + 1) };
}

/** `audit verify [--known FILE]`: computes every chain of the audit log anew. */
export const auditVerify: Command = {
  name: 'audit verify',
  operands: '',
  doc: 'terminal.commands.audit-verify',
  example: 'audit verify --json > /srv/elsewhere/heads',
  arity: [0, 0],
  options: {
    known: {
      type: 'string',
      value: 'FILE',
      doc: 'terminal.options.known',
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
      if (context.json) for (const chain of verified.value) context.print(JSON.stringify(chain));
      else context.print(chainTable(verified.value, context));
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
    throw new UsageError('terminal.usage.known-not-valid', { file }, null, { cause });
  }
}

/** Reads the audit log of the data folder. */
function withAuditOffice(context: CommandContext, work: (office: AuditOffice) => Promise<number>): Promise<number> {
  return withOffice(context, () => openAuditOffice(installOptions(context.config), context.clock), work);
}
