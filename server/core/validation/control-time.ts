import type { CrlEntry, RevocationReason } from '#core/revocation/crl.ts';
import { earliestRevocation, forgottenHold } from '#core/revocation/revocation-at.ts';
import { goodUntil, isMadeBy, type RevocationStatement, tellsOfEnded } from '#core/revocation/revocation-statement.ts';
import type { Certificate } from '#core/x509/certificate.ts';

/** A statement, and since when (ms) it is proven to have existed: the present where nothing proves more. */
export type HeldStatement = RevocationStatement & { readonly knownSince: number };

/** A certificate of a path below its anchor, with all that is said of it. */
export type PathLink = { readonly certificate: Certificate; readonly statements: readonly HeldStatement[] };

/** Why a certificate of the path says nothing of signatures that are only proven after `until` (ms, included). */
export type Limit = {
  /** `held`: on hold now, or when its issuer was last heard. `unproven`: what says good may itself be forged. */
  readonly kind: 'revoked' | 'held' | 'expired' | 'stale' | 'unproven' | 'unknown';
  readonly until: number;
  /** Place of the certificate in the path: 0 is the signer's. */
  readonly depth: number;
  /** Why it was revoked; null for every other kind. */
  readonly reason: RevocationReason | null;
};

type LinkLimit = Omit<Limit, 'depth'>;

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
  if (anchor.notAfter < now) add({ ...endOf(anchor), depth: links.length });
  for (const [depth, link] of [...links.entries()].reverse()) {
    for (const limit of revocationLimits(link, { control, now })) add({ ...limit, depth });
    if (link.certificate.notAfter < now) add({ ...endOf(link.certificate), depth });
  }
  return limits;
}

function revocationLimits(
  { certificate, statements }: PathLink,
  { control, now }: { readonly control: number; readonly now: number },
): readonly LinkLimit[] {
  const proven = statements.filter(({ knownSince, signerUntil }) => knownSince <= Math.min(control, signerUntil));
  const revocation = earliestRevocation(statements, now, proven);
  const hold = forgottenHold(statements, now, proven);
  return [
    ...(revocation === null ? [] : [againstIt(revocation)]),
    ...(hold === null ? [] : [againstIt(hold)]),
    ...goodLimits({ certificate, statements }, proven, now),
  ];
}

function againstIt({ revokedAt, reason }: CrlEntry): LinkLimit {
  return { kind: reason === 'certificateHold' ? 'held' : 'revoked', until: revokedAt - 1, reason };
}

function endOf({ notAfter }: Certificate): LinkLimit {
  return { kind: 'expired', until: notAfter, reason: null };
}

function unlearnt(kind: 'stale' | 'unproven' | 'unknown', until = Number.NEGATIVE_INFINITY): LinkLimit {
  return { kind, until, reason: null };
}

/** Until when the certificate is said to have been good, by what is proven; a revocation says so of the time before it. */
function goodLimits(
  { certificate, statements }: PathLink,
  proven: readonly HeldStatement[],
  now: number,
): readonly LinkLimit[] {
  // Issuers may drop from their lists what has ended (RFC 5280 §3.3): of a later list that does not say that it keeps them
  // nothing follows.
  const standing = statements.filter(
    (one) =>
      one.provesGood && (one.revocation !== null || (isMadeBy(one, now) && tellsOfEnded(one, certificate.notAfter))),
  );
  if (standing.length === 0) return [unlearnt('unknown')];
  const counting = standing.filter((one) => proven.includes(one));
  if (counting.length === 0) return [unlearnt('unproven')];
  const until = Math.max(...counting.map(goodUntil));
  return until < now ? [unlearnt('stale', until)] : [];
}
