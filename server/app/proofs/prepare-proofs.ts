import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { NO_PROOFS, type SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { barredCertificates } from '#core/validation/barred-certificates.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { SealingPolicy } from '../../model/manufacturers/sealing-policy.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { SigningKey } from '../../ports/signing-keys.ts';
import type { TimeStamps } from '../../ports/time-stamps.ts';
import type { TrustAnchor, TrustList } from '../../ports/trust-list.ts';
import { marginEnd } from './margin-end.ts';
import { type ChainProof, joinProofs, proveChain } from './prove-chain.ts';
import { timeStampPath, timeStampTrust } from './time-stamp-path.ts';
import { validationAnchors } from './validation-anchors.ts';

export type ProofDependencies = {
  readonly revocation: RevocationSource;
  readonly trustList: TrustList;
  /** Null where no authority is configured. */
  readonly timeStamps: TimeStamps | null;
  /** Days for which everything that is sealed with must still hold; none where it is left out. */
  readonly marginDays?: number;
};

/** What lies inside the sealed file, and who stamps its signature; null for nobody. */
export type PreparedProofs = { readonly proofs: SealedProofs; readonly timeStamps: TimeStamps | null };

type Wanted = { readonly key: SigningKey; readonly policy: SealingPolicy; readonly at: IsoInstant };

const NOTHING = { kind: 'proven', proofs: NO_PROOFS, unknown: 0 } as const;

/**
 * Gathers, before anything is sealed, what proves the signer and the time-stamp authority good. Refused with
 * `certificate-not-usable` for a signer that is revoked; with `time-stamp-unavailable` or `revocation-unavailable` where
 * the policy does without no proof, and with `time-stamp-ends-too-soon` where it then asks for one that holds no longer.
 */
export async function prepareProofs(deps: ProofDependencies, wanted: Wanted): Promise<Result<PreparedProofs>> {
  const { key, policy } = wanted;
  const [signer, authority] = await Promise.all([
    policy.embedRevocation ? proveWhole(deps, wanted, [key.certificate, ...key.chain]) : NOTHING,
    policy.level === 'B-T' ? findAuthority(deps, wanted) : null,
  ]);
  if (signer.kind === 'revoked') return refuse('certificate-not-usable');
  const refuses = policy.withoutProof === 'refuse';
  if (refuses && signer.kind === 'unavailable') return refuse('revocation-unavailable', { detail: signer.detail });
  if (refuses && authority?.kind === 'ending')
    return refuse('time-stamp-ends-too-soon', { days: deps.marginDays ?? 0 });
  if (refuses && authority?.kind === 'unavailable')
    return refuse('time-stamp-unavailable', { detail: authority.detail });
  const proven = [signer, authority].flatMap((part) => (part?.kind === 'proven' ? [part.proofs] : []));
  return succeed({ proofs: joinProofs(proven), timeStamps: authority?.kind === 'proven' ? deps.timeStamps : null });
}

/** As `proveChain`; what is not known of at all is unavailable, where the policy does without no proof. */
async function proveWhole(
  { revocation, trustList }: ProofDependencies,
  { policy, at }: Wanted,
  chain: readonly Uint8Array[],
): Promise<ChainProof> {
  const anchors = validationAnchors(await trustList.anchors(), at, { named: true });
  const barred = barredCertificates(anchors);
  const proof = await proveChain(revocation, chain, at, barred);
  const isMissing = policy.withoutProof === 'refuse' && proof.kind === 'proven' && proof.unknown > 0;
  return isMissing ? { kind: 'unavailable', detail: 'no source knows of the revocation of a certificate' } : proof;
}

/** Whether somebody would stamp whom the trust list vouches for, and what proves that authority good. */
async function findAuthority(
  deps: ProofDependencies,
  wanted: Wanted,
): Promise<Exclude<ChainProof, { kind: 'revoked' }> | { readonly kind: 'ending' }> {
  const { trustList, timeStamps, marginDays = 0 } = deps;
  const { policy, at } = wanted;
  if (timeStamps === null) return { kind: 'unavailable', detail: 'no authority is configured' };
  const [certificates, anchors] = await Promise.all([timeStamps.certificates(), trustList.anchors()]);
  const path = await timeStampPath(certificates, timeStampTrust(anchors, at), at);
  if (path === null) return { kind: 'unavailable', detail: 'no authority that the trust list vouches for' };
  const end = marginEnd({ at, days: marginDays });
  // Where a document may do without a stamp, one that ends soon is better than none.
  if (policy.withoutProof === 'refuse' && !(await holdsUntil(certificates, anchors, end))) return { kind: 'ending' };
  if (!policy.embedRevocation) return NOTHING;
  const proof = await proveWhole(deps, wanted, path);
  return proof.kind === 'revoked' ? { kind: 'unavailable', detail: 'the authority is revoked' } : proof;
}

/** Whether the path of an authority, its own certificate included, still holds at an instant. */
async function holdsUntil(
  certificates: readonly Uint8Array[],
  anchors: readonly TrustAnchor[],
  end: IsoInstant,
): Promise<boolean> {
  const path = await timeStampPath(certificates, timeStampTrust(anchors, end), end);
  return path?.every((der) => Date.parse(end) <= readCertificate(der).notAfter) ?? false;
}
