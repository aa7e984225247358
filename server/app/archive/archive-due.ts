import { type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';
import type { RevocationStatement } from '#core/revocation/revocation-statement.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { refusedFrom } from '#core/x509/refused-from.ts';
import { type RenewalDates, renewalDue } from '../../model/archive/renewal-due.ts';

export type DueQuestion = {
  readonly renewedAt: IsoInstant;
  /** In ms. */
  readonly lead: number;
  /** DER of the signer's path. */
  readonly signer: readonly Uint8Array[];
  /** DER of the path of the newest time-stamp. */
  readonly newest: readonly Uint8Array[];
  /** See `RenewalDates`. */
  readonly nextUpdate: RenewalDates['nextUpdate'];
};

/** When a copy must be renewed next, by the ends of its certificates and algorithms. */
export function archiveDue({ renewedAt, lead, signer, newest, nextUpdate }: DueQuestion): number {
  const ends = (path: readonly Uint8Array[]) => path.flatMap((der) => endsOf(der, renewedAt));
  return renewalDue({
    renewedAt: Date.parse(renewedAt),
    lead,
    protectedEnds: ends(signer),
    newestEnds: ends(newest),
    nextUpdate,
  });
}

/** When a certificate ends, and when a policy that is known refuses its key or the digest of all our time-stamps. In ms. */
function endsOf(der: Uint8Array, now: IsoInstant): readonly number[] {
  const { notAfter, publicKey } = readCertificate(der);
  const refused = refusedFrom({ key: publicKey, digest: 'SHA-256' }, shanghaiDate(now));
  return refused === null ? [notAfter] : [notAfter, Date.parse(refused)];
}

/**
 * When newer revocation data will be there than those that say nothing yet of the time after a signature was proven (ms);
 * null where all follow that moment: then a revocation that the signer asked for before it would be in them (EN 319 102-1,
 * 5.2.5).
 */
export function awaitedUpdate(about: readonly RevocationStatement[], provenAt: IsoInstant): number | null {
  const before = about.filter(({ thisUpdate }) => thisUpdate < Date.parse(provenAt));
  if (before.length === 0) return null;
  return Math.max(...before.map(({ nextUpdate, thisUpdate }) => nextUpdate ?? thisUpdate));
}
