import type { CertificateFacts, Evidence } from '#core/confirmation/evidence.ts';
import { always, type Check, dayOf, failed, notReached, passed, undecided } from './check.ts';
import { establishedContent, identicalRecord, readSignature } from './established.ts';

const ID = 'certificate-in-force';

/**
 * The signer's certificate is in force at the moment that is proven for the signature, else at the present. One that had
 * ended then leaves the question open, unless this registry issued the very same bytes while it was in force. A document that dates
 * itself before its certificate was made is refused: the date decides who was listed and entitled.
 */
export const certificateInForce: Check = {
  id: ID,
  required: always,
  judge: (evidence) => {
    const certificate = readSignature(evidence)?.signer;
    if (certificate === undefined || evidence.trust.kind !== 'trusted') return notReached(ID);
    const moment = Date.parse(evidence.signing.provenAt ?? evidence.judgedAt);
    const data = { from: dayOf(certificate.notBefore), until: dayOf(certificate.notAfter) };
    if (!(Date.parse(certificate.notBefore) <= moment)) return failed(ID, 'certificate-not-yet-valid', data);
    if (isBackdated(evidence, certificate)) return failed(ID, 'certificate-not-yet-valid', data);
    if (moment <= Date.parse(certificate.notAfter) || wasIssuedInForce(evidence, certificate))
      return passed(ID, 'certificate-in-force', data);
    return undecided(ID, 'certificate-expired', data);
  },
};

function isBackdated(evidence: Evidence, certificate: CertificateFacts): boolean {
  const content = establishedContent(evidence);
  return content !== null && Date.parse(content.issuedAt) < Date.parse(certificate.notBefore);
}

function wasIssuedInForce(evidence: Evidence, certificate: CertificateFacts): boolean {
  const record = identicalRecord(evidence);
  if (record === null) return false;
  const issued = Date.parse(record.content.issuedAt);
  return Date.parse(certificate.notBefore) <= issued && issued <= Date.parse(certificate.notAfter);
}
