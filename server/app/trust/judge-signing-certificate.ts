import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Problem, refuse } from '#core/confirmation/errors.ts';
import { openRevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { barredCertificates } from '#core/validation/barred-certificates.ts';
import type { CertificateJudgement } from '#core/validation/certificate-judgement.ts';
import { judgeCertificate } from '#core/validation/judge-certificate.ts';
import type { RevocationMaterial } from '#core/validation/validation.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { findRevocation } from '../proofs/find-revocation.ts';
import { validationAnchors } from '../proofs/validation-anchors.ts';

export type SigningJudgeDependencies = { readonly trustList: TrustList; readonly revocation: RevocationSource };

export type SigningCertificate = {
  /** DER. */
  readonly signer: Uint8Array;
  /** DER of those that may lie between, in any order. */
  readonly others: readonly Uint8Array[];
};

/**
 * Asks the judge of a verification about a certificate before anything is sealed under it: as of a signature that is made
 * at this instant, without a time-stamp, by all that is known of its path now.
 */
export async function judgeSigningCertificate(
  { trustList, revocation }: SigningJudgeDependencies,
  { signer, others }: SigningCertificate,
  at: IsoInstant,
): Promise<CertificateJudgement> {
  const anchors = validationAnchors(await trustList.anchors(), at, { named: true });
  const barred = barredCertificates(anchors);
  const relied = anchors.filter(({ purposes }) => purposes.includes('sealing'));
  const now = Date.parse(at);
  const ask = (found: RevocationMaterial) =>
    judgeCertificate({
      certificate: signer,
      others,
      anchors: relied.map(({ certificate }) => certificate),
      pinned: relied.filter(({ isPinned }) => isPinned === true).map(({ certificate }) => certificate),
      named: anchors.map(({ certificate }) => certificate),
      barred,
      purpose: 'sealing',
      knowledge: openRevocationKnowledge({
        barred,
        crls: found.crls.map((der) => ({ der, layer: null })),
        ocsps: found.ocsps.map((der) => ({ der, layer: null })),
      }),
      proofs: { now, provenAt: null, claimedAt: null, madeAfter: null, knownSince: () => now },
    });
  const kept = await revocation.kept();
  const first = await ask(kept);
  if (first.chain.kind !== 'trusted') return first;
  const found = await findRevocation(revocation, first.subjects, at);
  return ask({ crls: [...found.crls, ...kept.crls], ocsps: [...found.ocsps, ...kept.ocsps] });
}

/**
 * What the judge says against a certificate, as a refusal; null for nothing: `certificate-revoked`, `certificate-on-hold`,
 * `certificate-not-yet-valid`, `certificate-not-usable` for one that has ended, `certificate-not-trusted`, and
 * `revocation-unavailable` where it was not learnt whether it is good.
 */
export function judgementProblem({ trust, subIndication, chain, revocation }: CertificateJudgement): Problem | null {
  if (trust === 'trusted') return null;
  if (chain.kind !== 'trusted') {
    const detail = chain.kind === 'chain-invalid' ? chain.detail : chain.kind;
    return refuse('certificate-not-trusted', { detail }).problem;
  }
  if (subIndication === 'NOT_YET_VALID') return refuse('certificate-not-yet-valid').problem;
  if (revocation.kind === 'revoked')
    return refuse('certificate-revoked', { date: revocation.at.slice(0, 10), reason: revocation.reason }).problem;
  if (revocation.kind === 'unknown' && revocation.detail === 'certificate-on-hold')
    return refuse('certificate-on-hold').problem;
  if (subIndication?.startsWith('OUT_OF_BOUNDS') === true || subIndication === 'EXPIRED')
    return refuse('certificate-not-usable').problem;
  return refuse('revocation-unavailable', { detail: revocation.kind === 'unknown' ? revocation.detail : '' }).problem;
}
