import type { LineStatus, WithdrawalReason } from '#core/confirmation/confirmation.ts';
import { actorText } from '../../model/access/actor.ts';
import type { Adoption } from '../../ports/recovery.ts';
import type { Db } from './database.ts';
import { backwards, type LineRecord } from './schema/line-schema.ts';
import { ensureNumber } from './spent-number.ts';

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
export async function adoptedLines(db: Db, adoption: Adoption): Promise<readonly AdoptedLine[]> {
  const { number, test, vehicles } = adoption.content;
  const told = await toldOf(db, number);
  const withdrawn = new Map(
    told
      .filter(({ action }) => action === 'withdraw-confirmation')
      .flatMap(({ detail }) =>
        (detail.vins ?? '').split(' ').map((vin) => [vin, withdrawal(detail, adoption)] as const),
      ),
  );
  const rest = await replacement(db, adoption, told.find(({ action }) => action === 'supersede-confirmation')?.detail);
  return vehicles.map(({ line, vin, destination }) => ({
    ...{ line, vin, destination, test },
    standing: withdrawn.get(vin) ?? rest,
  }));
}

/** What the audit log tells of a confirmation, the replayed journal among it. */
async function toldOf(
  db: Db,
  number: string,
): Promise<readonly { readonly action: string; readonly detail: Detail }[]> {
  return db.entries.many(
    'audit entries',
    { 'subject.kind': 'confirmation', 'subject.id': number, phase: 'succeeded' },
    { sort: { stream: 1, position: 1 }, fields: { action: 1, detail: 1 } },
  );
}

function withdrawal({ reason = 'other', at, by }: Detail, adoption: Adoption): LineStatus {
  return { status: 'withdrawn', reason: reason as WithdrawalReason, ...ended(at, by, adoption) };
}

/** By what the journal told, or a record that names this number. */
async function replacement(db: Db, adoption: Adoption, told: Detail | undefined): Promise<LineStatus> {
  const filter = { supersedes: adoption.content.number, state: 'live' } as const;
  const successor = await db.confirmations.one('confirmation that replaces', filter, { fields: { _id: 1 } });
  const supersededBy = told?.supersededBy ?? successor?._id;
  if (supersededBy === undefined) return { status: 'live' };
  return { status: 'superseded', supersededBy, ...ended(told?.at, told?.by, adoption) };
}

function ended(at: string | undefined, by: string | undefined, adoption: Adoption) {
  return { at: at ?? adoption.at, by: by ?? actorText(adoption.by) };
}

/** Stores the lines of a number that has none. Inside the caller's transaction. */
export async function storeAdoptedLines(db: Db, number: string, lines: readonly AdoptedLine[]): Promise<void> {
  for (const { standing } of lines)
    if (standing.status === 'superseded') await ensureNumber(db, standing.supersededBy, standing.at);
  await db.lines.insert(lines.map((line) => recordOf(number, line)));
}

function recordOf(number: string, { standing, ...line }: AdoptedLine): LineRecord {
  const place = { _id: `${number}/${line.line}`, number, ...line, backwards: backwards(line.vin) };
  return standing.status === 'live' ? { ...place, ...standing, claims: 'live' } : { ...place, ...standing };
}
