import type { IsoDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { CheckedFile, KeptResult } from '../../model/verification/kept-result.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { judgeNow, type ReopenDependencies } from './reopen-result.ts';
import { findResult, keepResult } from './result-keeping.ts';
import { readQuestion } from './verify-document.ts';

/** As typed. */
export type VehicleAsked = {
  readonly vin: string;
  readonly destination: string | null;
  readonly applicationDate: IsoDate | null;
};

/**
 * Compares another vehicle with the files of a kept result, without the files: with the vehicles of documents that were
 * established, and with the registry as it is now. Gives the id of the new result, which is kept no longer than the first.
 * Refused with `result-not-found` where that is kept no more, `request-not-valid` for a question that makes no sense.
 */
export async function compareAnotherVehicle(
  { keeping, askAgain }: ReopenDependencies,
  id: string,
  asked: VehicleAsked,
): Promise<Result<string>> {
  const result = await findResult(keeping, id);
  if (result === null) return refuse('result-not-found');
  const question = readQuestion(asked);
  if (!question.ok) return question;
  if (question.value.vin === null) return refuse('request-not-valid', {}, [fieldProblem('/vin', 'required')]);
  const files: CheckedFile[] = [];
  for (const file of result.files) {
    const { verdict } = await judgeNow(askAgain, file.verdict, question.value);
    files.push({ ...file, verdict });
  }
  const compared: KeptResult = { ...result, question: question.value, files };
  const newId = await keepResult(keeping, compared);
  return newId === null ? refuse('result-not-found') : succeed(newId);
}
