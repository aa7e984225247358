import type { SignatureProblem } from '#core/confirmation/errors.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';
import { ACCEPTED_SUBFILTER } from './established.ts';
import { readSignature, type SignedFileFacts, signedFile } from './judged.ts';

const ID = 'signature-value';

/** The signature is a CAdES one of the required form (EN 319 142-1 §5.3) and its value verifies with the signer's key. */
export const signatureValue: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    const file = signedFile(judged);
    const signature = readSignature(judged);
    if (file === null || signature === null) return notReached(ID);
    const problems = problemsOf(file, signature.problems);
    if (problems.length > 0) return failed(ID, 'signature-attributes-wrong', { problems });
    if (signature.valid) return passed(ID, 'signature-value-verifies');
    return signature.algorithm.policy === 'unsupported' ? notReached(ID) : failed(ID, 'signature-value-wrong');
  },
};

function problemsOf({ field }: SignedFileFacts, problems: readonly SignatureProblem[]): readonly SignatureProblem[] {
  const format: readonly SignatureProblem[] = field.subFilter === ACCEPTED_SUBFILTER ? [] : ['subfilter-unsupported'];
  return [...new Set([...format, ...problems])];
}
