import { always, type Check, dayOf, failed, notReached, passed, undecided } from './check.ts';
import { hasEnded, isEndWaived } from './ended-certificate.ts';
import { readSignature } from './judged.ts';

const ID = 'certificate-not-revoked';

/**
 * The certification authority has not revoked the certificate. Not knowing is not good enough: but issuers drop what has
 * ended from their lists (RFC 5280 §3.3), so of an ended certificate what was known in its time counts. One that stands in
 * the trust list itself needs nobody else to say that it is good.
 */
export const certificateNotRevoked: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const certificate = readSignature(judged)?.signer;
    if (certificate === undefined || judged.trust.kind !== 'trusted') return notReached(ID);
    const { revocation, signing } = judged;
    if (revocation.kind === 'revoked') return failed(ID, 'certificate-revoked', { date: dayOf(revocation.at) });
    if (revocation.kind === 'pinned') return passed(ID, 'certificate-pinned');
    if (revocation.kind === 'good') return passed(ID, 'certificate-not-revoked', { date: dayOf(revocation.asOf) });
    if (signing.goodUntil !== null && hasEnded(judged, certificate) && isEndWaived(judged, certificate))
      return passed(ID, 'certificate-not-revoked', { date: dayOf(signing.goodUntil) });
    return undecided(ID, 'revocation-unknown');
  },
};
