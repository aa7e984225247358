import type { Certificate } from './certificate.ts';
import { earliestRevocation } from './revocation-at.ts';
import { type RevocationStatement, speaksUntil } from './revocation-statement.ts';

/** A statement, and since when (ms) it is proven to have existed: the present where nothing proves more. */
export type HeldStatement = RevocationStatement & { readonly knownSince: number };

/** A certificate of a path below its anchor, with all that is said of it. */
export type PathLink = { readonly certificate: Certificate; readonly statements: readonly HeldStatement[] };

/** Why a certificate of the path says nothing of signatures that are only proven after `until` (ms, included). */
export type Limit = {
  readonly kind: 'revoked' | 'expired' | 'stale' | 'unproven' | 'unknown';
  readonly until: number;
  /** Place of the certificate in the path: 0 is the signer's. */
  readonly depth: number;
};

/**
 * Validation time sliding (ETSI EN 319 102-1, 5.6.2.2): from the present backwards, from the anchor down to the signer.
 * A statement counts only if it is proven to have existed while the key that signed it could be relied on; and a
 * certificate only up to its end, its revocation, or the moment that the newest such statement speaks for. Where the
 * standard goes back to the issuance of a statement that is out of date, this goes back to its next update: up to then it
 * was fresh (5.2.5). A signature is good that is proven to have existed at or before every `until`.
 *
 * @param links signer first, without the anchor
 */
export function controlTimeLimits(links: readonly PathLink[], anchor: Certificate, now: number): readonly Limit[] {
  const limits: Limit[] = [];
  let control = now;
  const add = (found: Limit) => {
    limits.push(found);
    if (Number.isFinite(found.until)) control = Math.min(control, found.until);
  };
  if (anchor.notAfter < now) add({ kind: 'expired', until: anchor.notAfter, depth: links.length });
  for (const [depth, link] of [...links.entries()].reverse()) {
    const revocation = revocationLimit(link, depth, { control, now });
    if (revocation !== null) add(revocation);
    if (link.certificate.notAfter < now) add({ kind: 'expired', until: link.certificate.notAfter, depth });
  }
  return limits;
}

function revocationLimit(
  { certificate, statements }: PathLink,
  depth: number,
  { control, now }: { readonly control: number; readonly now: number },
): Limit | null {
  const revocation = earliestRevocation(statements, now);
  if (revocation !== null) return { kind: 'revoked', until: revocation.revokedAt - 1, depth };
  // Issuers may drop from their lists what has ended (RFC 5280 §3.3): of a later list nothing follows.
  const standing = statements.filter(
    (one) => one.revocation === null && one.thisUpdate <= Math.min(now, certificate.notAfter),
  );
  if (standing.length === 0) return { kind: 'unknown', until: Number.NEGATIVE_INFINITY, depth };
  const proven = standing.filter(({ knownSince, signerUntil }) => knownSince <= Math.min(control, signerUntil));
  if (proven.length === 0) return { kind: 'unproven', until: Number.NEGATIVE_INFINITY, depth };
  const until = Math.max(...proven.map(speaksUntil));
  return until < now ? { kind: 'stale', until, depth } : null;
}
