import { always, type Check, dayOf, failed, notReached, passed, undecided } from './check.ts';
import { hasEnded, isEndWaived } from './ended-certificate.ts';
import { type Judged, type ReadSignatureFacts, readSignature } from './judged.ts';

type Validity = ReadSignatureFacts['signer'];

const ID = 'certificate-in-force';

/**
 * The signer's certificate is in force at the moment that is proven for the signature, else at the present. One that had
 * ended then leaves the question open, unless `isEndWaived`. A document that dates itself before its certificate was made is refused: the date decides who was listed and entitled.
 */
export const certificateInForce: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const certificate = readSignature(judged)?.signer;
    if (certificate === undefined || judged.trust.kind !== 'trusted') return notReached(ID);
    const moment = Date.parse(judged.signing.provenAt ?? judged.judgedAt);
    const data = { from: dayOf(certificate.notBefore), until: dayOf(certificate.notAfter) };
    if (!(Date.parse(certificate.notBefore) <= moment)) return failed(ID, 'certificate-not-yet-valid', data);
    if (isBackdated(judged, certificate)) return failed(ID, 'certificate-not-yet-valid', data);
    if (!hasEnded(judged, certificate) || isEndWaived(judged, certificate))
      return passed(ID, 'certificate-in-force', data);
    return undecided(ID, 'certificate-expired', data);
  },
};

function isBackdated({ established: { document } }: Judged, { notBefore }: Validity): boolean {
  return document !== null && Date.parse(document.content.issuedAt) < Date.parse(notBefore);
}
