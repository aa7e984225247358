import { judgeSignatures } from './judge-signatures.ts';
import type { SignerJudgement, ValidationContext, ValidationData } from './validation.ts';

/** Judges the seal's signer again, by what has been found outside the file since it was read; null where there is no seal. */
export async function judgeSeal(data: ValidationData, context: ValidationContext): Promise<SignerJudgement | null> {
  const [seal = null] = await judgeSignatures(data, context);
  return seal;
}
