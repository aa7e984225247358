import { readDer } from '#core/asn1/der.ts';
import { timeOf } from '#core/asn1/der-values.ts';
import { MalformedError, orNull } from '#core/asn1/malformed.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RevocationEvidence } from '#core/validation/validation.ts';
import type { CrlEntry } from './crl.ts';

/** What an authentic list or OCSP answer says about one certificate, whenever one asks. Times in ms since the epoch. */
export type RevocationStatement = {
  readonly source: 'crl' | 'ocsp';
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  /** Null where the certificate is not revoked. */
  readonly revocation: CrlEntry | null;
  /** False for what only counts when it revokes: a list or answer that need not name every revoked certificate, or cannot be relied on. */
  readonly provesGood: boolean;
  /** When the responder's own certificate ended, for one that the issuer appointed; infinite where the issuer answers itself. */
  readonly signerUntil: number;
  /**
   * It would still name what was revoked and ended then or later: expiredCertsOnCRL (ISO/IEC 9594-8 §9.5.2.8), archive
   * cutoff (RFC 6960 §4.4.4). Null for one that may drop what has ended.
   */
  readonly keepsEndedSince: number | null;
};

/** A statement, or why the list or answer says nothing about that certificate: permanent codes. */
export type StatementResult =
  | { readonly kind: 'statement'; readonly statement: RevocationStatement }
  | { readonly kind: 'silent'; readonly detail: string };

export const silent = (detail: string): StatementResult => ({ kind: 'silent', detail });

/** An answer is signed after one has asked for it, and the clocks of two machines differ: it may be of so many ms later. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Whether a statement is one of that moment or before. */
export function isMadeBy({ thisUpdate }: Pick<RevocationStatement, 'thisUpdate'>, moment: number): boolean {
  return thisUpdate <= moment + CLOCK_TOLERANCE_MS;
}

/**
 * What a statement is worth at a moment. `good` needs one in force then. One that is out of date still proves a
 * revocation, since only a hold can be lifted.
 */
export function statementAt(statement: RevocationStatement, at: number): RevocationEvidence {
  const { source, thisUpdate, nextUpdate, revocation, signerUntil } = statement;
  const unknown = (detail: string): RevocationEvidence => ({ kind: 'unknown', detail });
  if (!isMadeBy(statement, at)) return unknown(`${source}-not-yet-valid`);
  if (revocation !== null && !isLiftable(statement, at)) return revokedBy(revocation);
  if (!statement.provesGood) return unknown(`${source}-proves-no-status`);
  if (at > signerUntil) return unknown('ocsp-responder-not-in-force');
  if (nextUpdate === null) return unknown(`${source}-without-next-update`);
  if (at > nextUpdate) return unknown(`${source}-stale`);
  return { kind: 'good', source, asOf: new Date(thisUpdate).toISOString() };
}

/** The worth of what is said, at a moment; malformed bytes say nothing. */
export async function statusBy(ask: () => Promise<StatementResult>, at: IsoInstant): Promise<RevocationEvidence> {
  try {
    const spoken = await ask();
    if (spoken.kind === 'silent') return { kind: 'unknown', detail: spoken.detail };
    return statementAt(spoken.statement, Date.parse(at));
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'unknown', detail: error.code };
    throw error;
  }
}

export function revokedBy({ revokedAt, reason }: CrlEntry): Extract<RevocationEvidence, { kind: 'revoked' }> {
  return { kind: 'revoked', at: new Date(revokedAt).toISOString(), reason };
}

/** The moment that such an extension gives; null for none, and for one that cannot be read: less is proven then. */
export function keptSince(extension: { readonly value: Uint8Array } | undefined): number | null {
  return extension === undefined ? null : orNull(() => timeOf(readDer(extension.value)));
}

/** Whether a statement would tell of the revocation of a certificate with that end, although it was made after it. */
export function tellsOfEnded({ thisUpdate, keepsEndedSince }: RevocationStatement, notAfter: number): boolean {
  return thisUpdate <= notAfter || (keepsEndedSince !== null && keepsEndedSince <= notAfter);
}

/**
 * What several entries about one certificate come to: since the earliest of them, and for good where one of them is for
 * good. Null for none.
 */
export function worstEntry(entries: readonly CrlEntry[]): CrlEntry | null {
  const [first] = entries;
  if (first === undefined) return null;
  const { reason } = entries.find((entry) => entry.reason !== 'certificateHold') ?? first;
  return { revokedAt: Math.min(...entries.map(({ revokedAt }) => revokedAt)), reason };
}

/** A hold of which one cannot say whether it still stands. */
export function isLiftable({ revocation, nextUpdate }: RevocationStatement, at: number): boolean {
  return revocation?.reason === 'certificateHold' && (nextUpdate === null || at > nextUpdate);
}

/** The last moment that a statement covers: all that came before it, too, and until its next update. */
export function validUntil({ thisUpdate, nextUpdate }: RevocationStatement): number {
  return nextUpdate ?? thisUpdate;
}

/** The last moment for which a statement says that the certificate was good: one that revokes it says so of the time before. */
export function goodUntil(statement: RevocationStatement): number {
  const { revocation, provesGood } = statement;
  if (!provesGood) return Number.NEGATIVE_INFINITY;
  return Math.min(validUntil(statement), revocation === null ? Number.POSITIVE_INFINITY : revocation.revokedAt - 1);
}
