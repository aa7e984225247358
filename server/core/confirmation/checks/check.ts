import { type IsoDate, type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';
import type { CheckCode, CheckId, WordData } from '#core/confirmation/errors.ts';
import type { Question, TrustedManufacturer } from '#core/confirmation/evidence.ts';
import type { CheckResult } from '#core/confirmation/verdict.ts';
import type { EstablishedDocument } from './established.ts';
import type { Judged } from './judged.ts';

/** One check: what it proves is its id; it judges what it is given and nothing else. */
export type Check = {
  readonly id: CheckId;
  /** Whether `valid` needs this check to have passed, given what was asked. */
  readonly required: (question: Question) => boolean;
  readonly judge: (judged: Judged) => CheckResult;
};

/** A document that was established before, with what the registry says of it now and what is asked of it now. */
export type JudgedLater = Pick<Judged, 'question' | 'registry' | 'isRegistryUnconfirmed'> & {
  readonly established: {
    readonly document:
      | (Pick<EstablishedDocument, 'content' | 'asked' | 'registered'> & {
          readonly signer: { readonly manufacturer: Pick<TrustedManufacturer, 'registry'> | null };
        })
      | null;
  };
};

/** A check that can be judged again without the file, when the registry or the question changed. */
export type LaterCheck = Omit<Check, 'judge'> & { readonly judge: (judged: JudgedLater) => CheckResult };

/** Needed for every question. */
export const always = (): boolean => true;

export function passed(id: CheckId, code: CheckCode, data: WordData = {}): CheckResult {
  return { id, outcome: 'passed', code, data };
}

export function failed(id: CheckId, code: CheckCode, data: WordData = {}): CheckResult {
  return { id, outcome: 'failed', code, data };
}

/** Something needed could not be learnt. */
export function undecided(id: CheckId, code: CheckCode, data: WordData = {}): CheckResult {
  return { id, outcome: 'undecided', code, data };
}

/** Not judged. Never counts as passed. */
export function skipped(id: CheckId, code: CheckCode, data: WordData = {}): CheckResult {
  return { id, outcome: 'skipped', code, data };
}

/** An earlier check found that there is nothing here to judge. */
export function notReached(id: CheckId): CheckResult {
  return skipped(id, 'not-reached');
}

/** The day of an instant in Asia/Shanghai, for a sentence; empty when it is no instant. */
export function dayOf(instant: IsoInstant): IsoDate {
  return Number.isNaN(Date.parse(instant)) ? '' : shanghaiDate(instant);
}

/** A code as ICU `select` can choose by it: its identifiers hold no hyphen. */
export function choice(code: string): string {
  return code.replaceAll('-', '_');
}
