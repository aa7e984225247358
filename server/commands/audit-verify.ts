import type { VerifiedChain } from '../app/access/read-audit-log.ts';
import { type Command, EXIT } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report-problem.ts';
import { withAuditOffice } from './with-audit-office.ts';

/** `audit verify`: computes every chain of the audit log anew. */
export const auditVerify: Command = {
  name: 'audit verify',
  operands: '',
  doc: 'check the chains of the audit log, and show where each ends; exit 1 where one is broken, with the first position. Keep what it prints elsewhere: only that shows an end that was cut off',
  arity: [0, 0],
  options: BY_OPTION,
  run: (input, context) =>
    withAuditOffice(context, async (office) => {
      const verified = await office.verify(terminalActor(input, 'audit verify'));
      if (!verified.ok) return reportProblem(verified.problem, context);
      for (const chain of verified.value) context.print(context.json ? JSON.stringify(chain) : chainLine(chain));
      return verified.value.every(({ broken }) => broken === null) ? EXIT.ok : EXIT.refused;
    }),
};

function chainLine({ stream, entries, head, broken }: VerifiedChain): string {
  if (broken !== null) return `${stream}  BROKEN at ${broken.position}: ${broken.problem}`;
  return `${stream}  intact  ${entries} entries  ${head?.hash ?? ''}`;
}
