import type { AnchorStanding } from '#core/confirmation/rules/anchor-standing.ts';
import type { CheckResult } from '#core/confirmation/verdict.ts';
import { always, type Check, failed, notReached, passed, undecided } from './check.ts';
import { readSignature } from './judged.ts';

const ID = 'signer-trusted';

/** A chain leads from the signer's certificate to an anchor of the trust list that is relied on today, or was when the signature is proven to have been there. One that ended before that can be proven leaves the question open. The fingerprint is computed here, not claimed. */
export const signerTrusted: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const signature = readSignature(judged);
    if (signature === null || judged.trust.kind === 'not-asked') return notReached(ID);
    if (judged.trust.kind === 'unknown') return undecided(ID, 'trust-unknown');
    const certificate = signature.signer.sha256;
    if (judged.trust.kind === 'unknown-signer') return failed(ID, 'signer-unknown', { certificate });
    if (judged.trust.kind === 'chain-invalid') return failed(ID, 'chain-invalid', { certificate });
    if (judged.trust.kind === 'chain-ended') return undecided(ID, 'chain-ended', { certificate });
    const { anchor, standing } = judged.trust;
    const authority = anchor.commonName || anchor.organization;
    return judgeStanding(standing, authority);
  },
};

/** Whether an anchor that is known by that name is relied on. */
export function judgeStanding(standing: AnchorStanding, authority: string): CheckResult {
  if (standing === 'suspended') return failed(ID, 'anchor-suspended', { authority });
  if (standing === 'not-in-force') return failed(ID, 'anchor-not-in-force', { authority });
  return passed(ID, 'signer-trusted', { authority });
}
