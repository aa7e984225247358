import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { SignedDocumentEvidence } from '#core/confirmation/evidence.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';
import { ACCEPTED_SUBFILTER, readSignature, signedDocument } from './established.ts';

const ID = 'signature-value';

/** The signature is a CAdES one of the required form (EN 319 142-1 §5.3) and its value verifies with the signer's key. */
export const signatureValue: Check = {
  id: ID,
  required: always,
  judge: (evidence) => {
    const document = signedDocument(evidence);
    const signature = readSignature(evidence);
    if (document === null || signature === null) return notReached(ID);
    const problems = problemsOf(document, signature.problems);
    if (problems.length > 0) return failed(ID, 'signature-attributes-wrong', { problems });
    if (signature.valid) return passed(ID, 'signature-value-verifies');
    return signature.algorithm.policy === 'unsupported' ? notReached(ID) : failed(ID, 'signature-value-wrong');
  },
};

function problemsOf(
  document: SignedDocumentEvidence,
  problems: readonly SignatureProblem[],
): readonly SignatureProblem[] {
  const format: readonly SignatureProblem[] =
    document.field.subFilter === ACCEPTED_SUBFILTER ? [] : ['unsupported-subfilter'];
  return [...new Set([...format, ...problems])];
}
