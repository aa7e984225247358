import { AUDIT_SUBJECTS, type AuditSubject, type RecordedEntry } from '../model/access/audit-entry.ts';
import { type Command, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { withAuditOffice } from './with-audit-office.ts';

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

/** A name or an id that somebody typed must not write to the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '�');
}
