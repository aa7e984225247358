import type { Judged, ReadSignatureFacts } from './judged.ts';

type Validity = ReadSignatureFacts['signer'];

/** Whether the signer's certificate had ended at the moment that is proven for the signature, else at the present. */
export function hasEnded({ signing, judgedAt }: Judged, { notAfter }: Validity): boolean {
  // An instant that cannot be read compares as false: then it counts as ended.
  return !(Date.parse(signing.provenAt ?? judgedAt) <= Date.parse(notAfter));
}

/**
 * Whether the end of the certificate changes nothing: this registry issued these very bytes while the certificate ran, and
 * what was sealed in or seen meanwhile proves that the whole path was good up to that end. What is proven for less was
 * undecided before the end, and must not become valid by it. A revocation is never waived.
 */
export function isEndWaived(judged: Judged, { notBefore, notAfter }: Validity): boolean {
  const registered = judged.established.document?.registered ?? null;
  const { goodUntil } = judged.signing;
  if (registered === null || goodUntil === null || judged.revocation.kind === 'revoked') return false;
  const issued = Date.parse(registered.record.content.issuedAt);
  const end = Date.parse(notAfter);
  return Date.parse(notBefore) <= issued && issued <= end && end <= Date.parse(goodUntil);
}
