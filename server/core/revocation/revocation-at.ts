import type { RevocationEvidence } from '#core/validation/validation.ts';
import {
  goodUntil,
  isLiftable,
  isMadeBy,
  type RevocationStatement,
  revokedBy,
  statementAt,
} from './revocation-statement.ts';

/**
 * One answer from all statements about a certificate, for a moment (ms). A revocation before it stands whoever proves it,
 * the earliest first; otherwise the lists win over the OCSP answers, and the newest is told. `now` is when one asks: a
 * later statement covers what came before it, too.
 */
export function revocationAt(
  statements: readonly RevocationStatement[],
  { moment, now }: { readonly moment: number; readonly now: number },
): RevocationEvidence {
  const revocation = earliestRevocation(statements, now);
  if (revocation !== null && revocation.revokedAt <= moment) return revokedBy(revocation);
  const speaking = statements.filter((one) => isMadeBy(one, now) && moment <= goodUntil(one));
  const best = newest(speaking.filter(({ source }) => source === 'crl')) ?? newest(speaking);
  if (best !== null) return { kind: 'good', source: best.source, asOf: new Date(best.thisUpdate).toISOString() };
  const last = newest(statements);
  const said = last === null ? null : statementAt(last, moment);
  return said?.kind === 'unknown' ? said : { kind: 'unknown', detail: 'no-revocation-data' };
}

/**
 * The earliest revocation that stands: a hold stands until a newer statement lifts it, or until it is out of date and
 * nobody can say. One in a list of the future counts, since our own clock may be the one that is wrong.
 * @param lifting those that may lift a hold
 */
export function earliestRevocation(
  statements: readonly RevocationStatement[],
  now: number,
  lifting: readonly RevocationStatement[] = statements,
): RevocationStatement['revocation'] {
  return earliest(statements.filter((one) => !isLiftable(one, now) && !isLifted(one, now, lifting)));
}

/** The earliest hold that is out of date and that nothing newer lifts: whether it still stands is not known. */
export function forgottenHold(
  statements: readonly RevocationStatement[],
  now: number,
  lifting: readonly RevocationStatement[],
): RevocationStatement['revocation'] {
  return earliest(statements.filter((one) => isLiftable(one, now) && !isLifted(one, now, lifting)));
}

function earliest(statements: readonly RevocationStatement[]): RevocationStatement['revocation'] {
  return statements
    .flatMap(({ revocation }) => (revocation === null ? [] : [revocation]))
    .reduce<RevocationStatement['revocation']>(
      (first, next) => (first === null || next.revokedAt < first.revokedAt ? next : first),
      null,
    );
}

function isLifted(
  { revocation, thisUpdate }: RevocationStatement,
  now: number,
  lifting: readonly RevocationStatement[],
): boolean {
  if (revocation?.reason !== 'certificateHold') return false;
  return lifting.some(
    (one) => one.provesGood && one.revocation === null && one.thisUpdate > thisUpdate && isMadeBy(one, now),
  );
}

function newest<Statement extends RevocationStatement>(statements: readonly Statement[]): Statement | null {
  return statements.reduce<Statement | null>(
    (best, next) => (best === null || next.thisUpdate > best.thisUpdate ? next : best),
    null,
  );
}
