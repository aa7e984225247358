import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { NO_PROOFS, type SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import type { SealingPolicy } from '../../model/manufacturers/sealing-policy.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { SigningKey } from '../../ports/signing-keys.ts';
import type { TimeStamps } from '../../ports/time-stamps.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { type ChainProof, joinProofs, proveChain } from './prove-chain.ts';
import { timeStampPath, timeStampTrust } from './time-stamp-path.ts';

export type ProofDependencies = {
  readonly revocation: RevocationSource;
  readonly trustList: TrustList;
  /** Null where no authority is configured. */
  readonly timeStamps: TimeStamps | null;
};

/** What lies inside the sealed file, and who stamps its signature; null for nobody. */
export type PreparedProofs = { readonly proofs: SealedProofs; readonly timeStamps: TimeStamps | null };

type Wanted = { readonly key: SigningKey; readonly policy: SealingPolicy; readonly at: IsoInstant };

const NOTHING: Extract<ChainProof, { kind: 'proven' }> = { kind: 'proven', proofs: NO_PROOFS, isWhole: true };
/** Why a chain lacks a proof of which nobody said that it failed. */
const NO_SOURCE = 'no source knows one of its certificates: put its list into crl/, or name its host';

/**
 * Gathers, before anything is sealed, what proves the signer and the time-stamp authority good. Refused with
 * `certificate-not-usable` for a signer that is revoked; with `time-stamp-unavailable` or `revocation-unavailable` where
 * the policy does without no proof.
 */
export async function prepareProofs(deps: ProofDependencies, wanted: Wanted): Promise<Result<PreparedProofs>> {
  const { key, policy, at } = wanted;
  const [signer, authority] = await Promise.all([
    policy.embedRevocation ? proveChain(deps.revocation, [key.certificate, ...key.chain], at) : NOTHING,
    policy.level === 'B-T' ? findAuthority(deps, wanted) : null,
  ]);
  if (signer.kind === 'revoked') return refuse('certificate-not-usable');
  const refuses = policy.withoutProof === 'refuse';
  if (refuses && signer.kind === 'unavailable') return refuse('revocation-unavailable', { detail: signer.detail });
  if (refuses && authority?.kind === 'unavailable')
    return refuse('time-stamp-unavailable', { detail: authority.detail });
  if (refuses && [signer, authority].some((part) => part?.kind === 'proven' && !part.isWhole))
    return refuse('revocation-unavailable', { detail: NO_SOURCE });
  const proven = [signer, authority].flatMap((part) => (part?.kind === 'proven' ? [part.proofs] : []));
  return succeed({ proofs: joinProofs(proven), timeStamps: authority?.kind === 'proven' ? deps.timeStamps : null });
}

/** Whether somebody would stamp whom the trust list vouches for, and what proves that authority good. */
async function findAuthority(
  { revocation, trustList, timeStamps }: ProofDependencies,
  { policy, at }: Wanted,
): Promise<Exclude<ChainProof, { kind: 'revoked' }>> {
  if (timeStamps === null) return { kind: 'unavailable', detail: 'no authority is configured' };
  const [certificates, anchors] = await Promise.all([timeStamps.certificates(), trustList.anchors()]);
  const path = await timeStampPath(certificates, timeStampTrust(anchors, at), at);
  if (path === null) return { kind: 'unavailable', detail: 'no authority that the trust list vouches for' };
  if (!policy.embedRevocation) return NOTHING;
  const proof = await proveChain(revocation, path, at);
  return proof.kind === 'revoked' ? { kind: 'unavailable', detail: 'the authority is revoked' } : proof;
}
