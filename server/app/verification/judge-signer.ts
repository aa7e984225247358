import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { DocumentEvidence, SigningEvidence, TrustEvidence } from '#core/confirmation/evidence.ts';
import { keyStanding } from '#core/confirmation/rules/key-standing.ts';
import type { RevocationEvidence } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { anchoredIdentity } from '../proofs/anchored-identity.ts';
import { keyOf } from '../proofs/validation-anchors.ts';

export type SignerEvidence = {
  readonly trust: TrustEvidence;
  readonly revocation: RevocationEvidence;
  readonly signing: SigningEvidence;
};

/** Of a file without a signer about whom anybody could be asked. */
export const NO_SIGNER: SignerEvidence = {
  trust: { kind: 'not-asked' },
  revocation: { kind: 'not-asked' },
  signing: { provenAt: null, level: null, embeddedRevocation: false, goodUntil: null, revocationNotes: [] },
};

/**
 * What the judgement of the seal means here: whom the anchor vouches for that its signer's path leads to, and whether a
 * certificate of the path was revoked before the moment that is proven for the signature.
 */
export async function judgeSigner(
  anchors: readonly TrustAnchor[],
  document: DocumentEvidence,
  at: IsoInstant,
): Promise<SignerEvidence> {
  if (document.kind !== 'signed' || document.signature.kind !== 'read' || document.judgement === null) return NO_SIGNER;
  const { path, pathProblem, hasPathEnded, revocation } = document.judgement;
  const { provenAt, level, embeddedRevocation, goodUntil, revocationNotes } = document.judgement;
  const signing = { provenAt, level, embeddedRevocation, goodUntil, revocationNotes };
  if (path === null) {
    return { ...NO_SIGNER, signing, trust: withoutPath(pathProblem, hasPathEnded) };
  }
  const anchor = anchors[path.anchor] as TrustAnchor;
  const ofItsKey = anchors.filter((other) => keyOf(other) === keyOf(anchor));
  const [certificate = new Uint8Array()] = path.certificates;
  const identity = anchoredIdentity(anchor, certificate);
  const uscc = identity.kind === 'read' ? identity.uscc : '';
  return {
    trust: {
      kind: 'trusted',
      anchor: await certificateFacts(anchor.certificate),
      identity,
      keys: { anchor: keyOf(anchor), signer: keyText(certificate) },
      ...keyStanding(ofItsKey, uscc, provenAt ?? at),
    },
    revocation,
    signing,
  };
}

/** The key of a certificate (DER) as base64 of its SubjectPublicKeyInfo. */
function keyText(certificate: Uint8Array): string {
  return Buffer.from(readCertificate(certificate).publicKey.spki).toString('base64');
}

function withoutPath(pathProblem: string | null, hasPathEnded: boolean): TrustEvidence {
  if (pathProblem === null) return { kind: 'unknown-signer' };
  return hasPathEnded ? { kind: 'chain-ended' } : { kind: 'chain-invalid', detail: pathProblem };
}
