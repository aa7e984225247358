import { MAX_ANSWER_BYTES, type RevocationAnswer } from '../../ports/revocation-answers.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';

/** The same answer, where every store can keep it. Throws `StoreConflict` `record-not-valid`. */
export function checkedAnswer(answer: RevocationAnswer): RevocationAnswer {
  if (answer.octets.length > MAX_ANSWER_BYTES)
    throw new StoreConflict('record-not-valid', `a revocation answer of ${answer.octets.length} bytes`);
  return answer;
}
