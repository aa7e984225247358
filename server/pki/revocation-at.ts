import type { RevocationEvidence } from '../domain/evidence.ts';
import { isLiftable, type RevocationStatement, revokedBy, speaksUntil, statementAt } from './revocation-statement.ts';

/**
 * One answer from all statements about a certificate, for a moment (ms). A revocation before it stands whoever proves it,
 * the earliest first; otherwise the lists win over the OCSP answers, and the newest is told. `now` is when one asks: a
 * later statement speaks for what came before it, too.
 */
export function revocationAt(
  statements: readonly RevocationStatement[],
  { moment, now }: { readonly moment: number; readonly now: number },
): RevocationEvidence {
  const revocation = earliestRevocation(statements, now);
  if (revocation !== null && revocation.revokedAt <= moment) return revokedBy(revocation);
  const speaking = statements.filter((one) => one.thisUpdate <= now && speaksFor(one, { moment, now }));
  const best = newest(speaking.filter(({ source }) => source === 'crl')) ?? newest(speaking);
  if (best !== null) return { kind: 'good', source: best.source, asOf: new Date(best.thisUpdate).toISOString() };
  const last = newest(statements);
  const said = last === null ? null : statementAt(last, moment);
  return said?.kind === 'unknown' ? said : { kind: 'unknown', detail: 'no-revocation-data' };
}

/** Whether it says that the certificate was good at the moment: one that tells of a later revocation does, too. */
function speaksFor(
  statement: RevocationStatement,
  { moment, now }: { readonly moment: number; readonly now: number },
): boolean {
  if (statement.revocation === null) return moment <= speaksUntil(statement);
  return statement.revocation.revokedAt > moment && !isLiftable(statement, now);
}

/** The earliest revocation that stands at `now`: a hold stands until it is out of date, or a newer statement lifts it. */
export function earliestRevocation(
  statements: readonly RevocationStatement[],
  now: number,
): RevocationStatement['revocation'] {
  const spoken = statements.filter(({ thisUpdate }) => thisUpdate <= now);
  const standing = spoken.filter((one) => one.revocation !== null && !isLiftable(one, now) && !isLifted(one, spoken));
  return standing
    .flatMap(({ revocation }) => (revocation === null ? [] : [revocation]))
    .reduce<RevocationStatement['revocation']>(
      (first, next) => (first === null || next.revokedAt < first.revokedAt ? next : first),
      null,
    );
}

function isLifted({ revocation, thisUpdate }: RevocationStatement, all: readonly RevocationStatement[]): boolean {
  if (revocation?.reason !== 'certificateHold') return false;
  return all.some((other) => other.revocation === null && other.thisUpdate > thisUpdate);
}

function newest<Statement extends RevocationStatement>(statements: readonly Statement[]): Statement | null {
  return statements.reduce<Statement | null>(
    (best, next) => (best === null || next.thisUpdate > best.thisUpdate ? next : best),
    null,
  );
}
