import type { IsoInstant } from '../domain/calendar.ts';
import type { DocumentEvidence, RevocationEvidence, TrustEvidence } from '../domain/evidence.ts';
import { anchorStanding } from '../domain/rules/anchor-standing.ts';
import { certificateFacts } from '../pki/certificate-facts.ts';
import { revocationStatus } from '../pki/revocation-status.ts';
import type { RevocationSource } from '../ports/revocation-source.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';

export type SignerJudgement = { readonly trust: TrustEvidence; readonly revocation: RevocationEvidence };

const NOT_ASKED: SignerJudgement = { trust: { kind: 'not-asked' }, revocation: { kind: 'not-asked' } };

/** Whom the anchor vouches for that the signer's chain leads to, and whether a certificate of the chain is revoked. */
export async function judgeSigner(
  source: RevocationSource,
  anchors: readonly TrustAnchor[],
  document: DocumentEvidence,
  at: IsoInstant,
): Promise<SignerJudgement> {
  if (document.kind !== 'signed' || document.signature.kind !== 'read') return NOT_ASKED;
  const { chain, signature } = document;
  if (chain.kind !== 'trusted') return { ...NOT_ASKED, trust: chain };
  const anchor = anchors[chain.anchor] as TrustAnchor;
  return {
    trust: {
      kind: 'trusted',
      anchor: await certificateFacts(anchor.certificate),
      standing: anchorStanding(anchor, at),
      manufacturer: vouchedFor(anchor, signature.signer.organizationIdentifier),
    },
    revocation: await revocationOfChain(source, chain.path, at),
  };
}

/** The manufacturer of the anchor whose code the certificate bears: an anchor vouches for nobody else. */
function vouchedFor(anchor: TrustAnchor, organizationIdentifier: string) {
  return anchor.manufacturers.find((entry) => `NTRCN-${entry.uscc}` === organizationIdentifier) ?? null;
}

/** Every certificate below the anchor must be good; the first that is not decides. `path` runs from the signer to the anchor. */
async function revocationOfChain(
  source: RevocationSource,
  path: readonly Uint8Array[],
  at: IsoInstant,
): Promise<RevocationEvidence> {
  let answer: RevocationEvidence = { kind: 'unknown', detail: 'the chain has no issuer' };
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1] as Uint8Array;
    answer = await revocationOf(source, certificate, issuer, at);
    if (answer.kind !== 'good') return answer;
  }
  return answer;
}

async function revocationOf(
  source: RevocationSource,
  certificate: Uint8Array,
  issuer: Uint8Array,
  at: IsoInstant,
): Promise<RevocationEvidence> {
  try {
    const { crls } = await source.find({ certificate, issuer, at });
    return await revocationStatus({ crl: crls[0] ?? null, certificate, issuer, at });
  } catch (fault) {
    return { kind: 'unknown', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}
