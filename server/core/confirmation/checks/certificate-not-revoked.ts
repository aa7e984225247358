import { always, type Check, dayOf, failed, notReached, passed, undecided } from './check.ts';
import { readSignature } from './judged.ts';

const ID = 'certificate-not-revoked';

/** The certification authority has not revoked the certificate. Not knowing is not good enough. */
export const certificateNotRevoked: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    if (readSignature(judged) === null || judged.trust.kind !== 'trusted') return notReached(ID);
    const { revocation } = judged;
    if (revocation.kind === 'revoked') return failed(ID, 'certificate-revoked', { date: dayOf(revocation.at) });
    if (revocation.kind === 'good') return passed(ID, 'certificate-not-revoked', { date: dayOf(revocation.asOf) });
    return undecided(ID, 'revocation-unknown');
  },
};
