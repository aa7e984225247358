import type { LineStatus, RegisteredConfirmation, RegisteredLine } from '#core/confirmation/confirmation.ts';
import { confirmationStatus } from '#core/confirmation/confirmation.ts';
import type { WordData } from '#core/confirmation/errors.ts';
import type { CheckResult } from '#core/confirmation/verdict.ts';
import { always, choice, dayOf, failed, type LaterCheck, notReached, passed } from './check.ts';

/** Who is told by name to everybody who checks. Names of people are for the audit log alone. */
const OFFICES: ReadonlySet<string> = new Set(['administrator', 'terminal', 'demonstration']);

const ID = 'still-in-force';

type EndedStatus = Exclude<LineStatus, { status: 'live' }>;
type EndedLine = RegisteredLine & { readonly standing: EndedStatus };

/**
 * The confirmation, or the one vehicle that was asked for, is neither withdrawn nor superseded. This check alone makes the
 * verdict `withdrawn`, and says by whom, when, why, and what replaces it.
 */
export const stillInForce: LaterCheck = {
  id: ID,
  required: always,
  judge: ({ question, established: { document } }) => {
    const record = document?.registered?.record ?? null;
    if (record === null || record.lines.length === 0) return notReached(ID);
    const asked = record.lines.filter((line) => line.vin === question.vin);
    return standing(record, asked.length > 0 ? asked : record.lines);
  },
};

function standing(record: RegisteredConfirmation, lines: readonly RegisteredLine[]): CheckResult {
  const status = confirmationStatus(lines);
  const ended = lines.filter((line): line is EndedLine => line.standing.status !== 'live');
  const last = latest(ended, status === 'superseded' ? 'superseded' : null);
  if (status === 'live' || last === null) return passed(ID, 'in-force', { number: record.number });
  const vins = ended.map((line) => line.vin);
  const data = { number: record.number, vins, count: vins.length, total: lines.length };
  return failed(ID, status, { ...data, ...circumstances(last.standing) });
}

/** The line that ended last, of those that ended in that way where one is named. */
function latest(ended: readonly EndedLine[], way: 'superseded' | null): EndedLine | null {
  return ended
    .filter((line) => way === null || line.standing.status === way)
    .reduce<EndedLine | null>(
      (last, line) => (last !== null && Date.parse(last.standing.at) >= Date.parse(line.standing.at) ? last : line),
      null,
    );
}

/** Who, when, why, and by what it is replaced; what does not apply is `none`. */
function circumstances(standing: EndedStatus): WordData {
  const { at, by, status } = standing;
  const reason = status === 'withdrawn' ? choice(standing.reason) : 'none';
  const replacedBy = status === 'superseded' ? standing.supersededBy : 'none';
  return { by: OFFICES.has(by) ? by : 'somebody', date: dayOf(at), reason, replacedBy };
}
