import { always, type Check, failed, notReached, passed } from './check.ts';
import { readSignature } from './established.ts';

const ID = 'signer-trusted';

/** A chain leads from the signer's certificate to an anchor of the trust list. The fingerprint is computed here, not claimed. */
export const signerTrusted: Check = {
  id: ID,
  required: always,
  judge: (evidence) => {
    const signature = readSignature(evidence);
    if (signature === null || evidence.trust.kind === 'not-asked') return notReached(ID);
    const certificate = signature.signer.sha256;
    if (evidence.trust.kind === 'unknown-signer') return failed(ID, 'signer-unknown', { certificate });
    if (evidence.trust.kind === 'chain-invalid') return failed(ID, 'chain-invalid', { certificate });
    const { anchor } = evidence.trust;
    return passed(ID, 'signer-trusted', { authority: anchor.commonName || anchor.organization });
  },
};
