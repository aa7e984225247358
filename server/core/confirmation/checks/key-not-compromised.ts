import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { CompromiseEvidence } from '#core/confirmation/evidence.ts';
import type { CheckResult } from '#core/confirmation/verdict.ts';
import { always, type Check, dayOf, failed, notReached, passed, undecided } from './check.ts';
import { readSignature } from './judged.ts';

const ID = 'key-not-compromised';

/**
 * Nobody else had the signer's key, as far as this install knows, or a trusted time-stamp proves that the signature is
 * older than that. The registry's own record of the issue proves nothing here: whoever had the key may have had the rest.
 */
export const keyNotCompromised: Check = {
  id: ID,
  required: always,
  judge: (judged) => {
    if (readSignature(judged) === null || judged.trust.kind !== 'trusted') return notReached(ID);
    return judgeCompromise(judged.compromise, judged.signing.provenAt);
  },
};

/** What is known of the key's compromise, held against the instant that is proven for the signature. */
export function judgeCompromise(compromise: CompromiseEvidence, provenAt: IsoInstant | null): CheckResult {
  if (compromise.kind === 'none-known') return passed(ID, 'key-not-compromised');
  if (compromise.kind !== 'compromised') return undecided(ID, 'compromise-unknown');
  // An instant that cannot be read compares as false: nothing is proven.
  const isOlder = provenAt !== null && Date.parse(provenAt) < Date.parse(compromise.since);
  if (isOlder) return passed(ID, 'key-not-compromised');
  return failed(ID, 'key-compromised', { date: dayOf(compromise.since) });
}
