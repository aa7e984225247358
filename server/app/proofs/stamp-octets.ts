import { anyDigest } from '#core/bytes/any-digest.ts';
import { digest } from '#core/bytes/bytes.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { isSoundEvidence } from '#core/validation/gather-validation-data.ts';
import type { Stamped, TimeStamps } from '../../ports/time-stamps.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { timeStampPath, timeStampTrust } from './time-stamp-path.ts';

export type StampDependencies = { readonly timeStamps: TimeStamps; readonly trustList: TrustList };

export type StampRequest = {
  /** A signature value (EN 319 122-1 §5.3), or what a document time-stamp covers. */
  readonly octets: Uint8Array;
  readonly at: IsoInstant;
  /** DER of the certificates that the file will hold beside the token. */
  readonly certificates: readonly Uint8Array[];
};

/**
 * Has octets stamped, and takes only a token
 * that a verifier will take: over those octets, sound, of one spelling, by an authority that the trust list vouches for.
 */
export async function stampOctets(
  { timeStamps, trustList }: StampDependencies,
  { octets, at, certificates }: StampRequest,
): Promise<Stamped> {
  const answer = await timeStamps.stamp(await digest('SHA-256', octets));
  if (answer.kind === 'unavailable') return answer;
  const { token } = answer;
  if (token.length > timeStamps.maxBytes) return { kind: 'unavailable', detail: 'token-too-large' };
  const evidence = await readTimeStampToken(token, (name) => anyDigest(name, octets));
  if (evidence.kind !== 'read' || !isSoundEvidence(evidence)) return { kind: 'unavailable', detail: 'token-not-sound' };
  const trust = timeStampTrust(await trustList.anchors(), at);
  if ((await timeStampPath(evidence.certificates, trust, at)) === null)
    return { kind: 'unavailable', detail: 'authority-not-trusted' };
  return (await isTokenAsBuilt(token, certificates)) ? answer : { kind: 'unavailable', detail: 'token-not-as-built' };
}
