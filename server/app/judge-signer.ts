import type { IsoInstant } from '../domain/calendar.ts';
import type { DocumentEvidence, RevocationEvidence, TrustEvidence } from '../domain/evidence.ts';
import { buildChain } from '../pki/build-chain.ts';
import { certificateFacts } from '../pki/certificate-facts.ts';
import { revocationStatus } from '../pki/revocation-status.ts';
import type { RevocationSource } from '../ports/revocation-source.ts';
import type { TrustAnchor, TrustList } from '../ports/trust-list.ts';

export type SignerJudgement = { readonly trust: TrustEvidence; readonly revocation: RevocationEvidence };

type SignerDependencies = { readonly trustList: TrustList; readonly revocation: RevocationSource };

const NOT_ASKED: SignerJudgement = { trust: { kind: 'not-asked' }, revocation: { kind: 'not-asked' } };

/** Whether a chain leads from the signer to an anchor, whom that anchor vouches for, and whether a certificate of it is revoked. */
export async function judgeSigner(
  deps: SignerDependencies,
  document: DocumentEvidence,
  at: IsoInstant,
): Promise<SignerJudgement> {
  if (document.kind !== 'signed' || document.signature.kind !== 'read') return NOT_ASKED;
  const [signer, ...others] = document.signature.certificates;
  if (signer === undefined) return NOT_ASKED;
  const anchors = await deps.trustList.anchors();
  const chain = await buildChain({ signer, others, anchors: anchors.map((anchor) => anchor.certificate), at });
  if (chain.kind === 'unknown-signer') return { ...NOT_ASKED, trust: { kind: 'unknown-signer' } };
  if (chain.kind === 'chain-invalid') return { ...NOT_ASKED, trust: { kind: 'chain-invalid', detail: chain.detail } };
  const anchor = anchors[chain.anchor] as TrustAnchor;
  return {
    trust: {
      kind: 'trusted',
      anchor: await certificateFacts(anchor.certificate),
      manufacturer: vouchedFor(anchor, document.signature.signer.organizationIdentifier),
    },
    revocation: await revocationOfChain(deps.revocation, chain.path, at),
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
    return await revocationStatus({ crl: await source.crl(issuer), certificate, issuer, at });
  } catch (fault) {
    return { kind: 'unknown', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}
