import type { LineStatus, WithdrawalReason } from '#core/confirmation/confirmation.ts';
import { actorText } from '../../model/access/actor.ts';
import type { Adoption } from '../../ports/recovery.ts';
import { ensureNumber } from './spent-number.ts';
import type { Connection } from './sql.ts';

/** One line of a file that becomes a record again, as it stands by what is known of it since. */
export type AdoptedLine = {
  readonly line: number;
  readonly vin: string;
  readonly destination: string;
  readonly test: boolean;
  readonly standing: LineStatus;
};

type Detail = Partial<Record<string, string>>;

/** Withdrawals came before the replacement, which took over what was still in force. */
export function adoptedLines(db: Connection, adoption: Adoption): readonly AdoptedLine[] {
  const { number, test, vehicles } = adoption.content;
  const told = toldOf(db, number);
  const withdrawn = new Map(
    told
      .filter(({ action }) => action === 'withdraw-confirmation')
      .flatMap(({ detail }) =>
        (detail.vins ?? '').split(' ').map((vin) => [vin, withdrawal(detail, adoption)] as const),
      ),
  );
  const rest = replacement(db, adoption, told.find(({ action }) => action === 'supersede-confirmation')?.detail);
  return vehicles.map(({ line, vin, destination }) => ({
    ...{ line, vin, destination, test },
    standing: withdrawn.get(vin) ?? rest,
  }));
}

/** What the audit log tells of a confirmation, the replayed journal among it. */
function toldOf(db: Connection, number: string): readonly { readonly action: string; readonly detail: Detail }[] {
  return db
    .all<{ action: string; detail: string }>(
      `SELECT action, detail FROM audit_entries
       WHERE subject_kind = 'confirmation' AND subject_id = ? AND phase = 'succeeded' ORDER BY stream, position`,
      number,
    )
    .map(({ action, detail }) => ({ action, detail: JSON.parse(detail) as Detail }));
}

function withdrawal({ reason = 'other', at, by }: Detail, adoption: Adoption): LineStatus {
  return { status: 'withdrawn', reason: reason as WithdrawalReason, ...ended(at, by, adoption) };
}

/** By what the journal told, or a record that names this number. */
function replacement(db: Connection, adoption: Adoption, told: Detail | undefined): LineStatus {
  const successor = db.one<{ number: string }>(
    `SELECT number FROM confirmations WHERE supersedes = ? AND state = 'live'`,
    adoption.content.number,
  );
  const supersededBy = told?.supersededBy ?? successor?.number;
  if (supersededBy === undefined) return { status: 'live' };
  return { status: 'superseded', supersededBy, ...ended(told?.at, told?.by, adoption) };
}

function ended(at: string | undefined, by: string | undefined, adoption: Adoption) {
  return { at: at ?? adoption.at, by: by ?? actorText(adoption.by) };
}

/** Stores the lines of a number that has none. Inside the caller's transaction. */
export function storeAdoptedLines(db: Connection, number: string, lines: readonly AdoptedLine[]): void {
  for (const { line, vin, destination, test, standing } of lines) {
    if (standing.status === 'superseded') ensureNumber(db, standing.supersededBy, standing.at);
    db.run(
      `INSERT INTO lines (number, line, vin, status, at, by, reason, superseded_by, destination, test)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      number,
      line,
      vin,
      standing.status,
      standing.status === 'live' ? null : standing.at,
      standing.status === 'live' ? null : standing.by,
      standing.status === 'withdrawn' ? standing.reason : null,
      standing.status === 'superseded' ? standing.supersededBy : null,
      destination,
      test ? 1 : 0,
    );
  }
}
