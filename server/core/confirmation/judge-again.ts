import type { JudgedLater } from '#core/confirmation/checks/check.ts';
import { LATER_CHECKS } from '#core/confirmation/checks/list.ts';
import { documentStands, headlineOfChecks, registeredFacts, vehicleWord, verdictWord } from './derive-verdict.ts';
import type { Question, RegistryEvidence } from './evidence.ts';
import { judgeTrustAgain, type TrustNow } from './judge-trust-again.ts';
import type { CheckResult, Verdict, VerifiedConfirmation } from './verdict.ts';

/** What can be asked again without the file. */
export type EvidenceNow = {
  readonly registry: RegistryEvidence;
  readonly trust: TrustNow;
};

/**
 * The verdict on a file that was checked before, without the file: what was found about its bytes, signer and data stays as it
 * was found; what the registry and the trust list say now, and what is asked now, are judged again. A file of which nothing was established, or
 * that the registry did not hold, keeps its verdict but for the question. It never comes out better than it was where nothing
 * else is asked.
 */
export function judgeAgain(verdict: Verdict, question: Question, { registry, trust }: EvidenceNow): Verdict {
  const { confirmation } = verdict;
  if (confirmation === null) return verdict;
  const judged = judgedLater(confirmation, question, registry);
  const checks = verdict.checks.map((check) =>
    judgeTrustAgain(judgeCheckAgain(check, verdict, judged), confirmation, trust),
  );
  const word = verdictWord(checks, question);
  const vehicle = vehicleWord(checks);
  return {
    ...verdict,
    verdict: word,
    headline: headlineOfChecks(word, vehicle, checks),
    vehicle,
    checks,
    confirmation: documentStands(checks) ? confirmationNow(confirmation, registry) : null,
  };
}

const OF_THE_QUESTION = new Set(['vehicle-matches', 'destination-matches', 'confirmation-needed']);

function judgeCheckAgain(check: CheckResult, verdict: Verdict, judged: JudgedLater): CheckResult {
  const later = LATER_CHECKS.find(({ id }) => id === check.id);
  if (later === undefined) return check;
  // What the registry could not vouch for then, it does not vouch for without the file.
  const wasRegistered = verdict.checks.some(({ id, outcome }) => id === 'registered' && outcome === 'passed');
  if (!OF_THE_QUESTION.has(check.id) && !wasRegistered) return check;
  const again = later.judge(judged);
  return again.outcome !== 'failed' && isEndedStill(check, verdict.confirmation, judged.question) ? check : again;
}

/** What was withdrawn or superseded stays so, whether or not the registry can be asked now, and still knows it. */
function isEndedStill({ id, outcome }: CheckResult, confirmation: Verdict['confirmation'], { vin }: Question): boolean {
  if (id !== 'still-in-force' || outcome !== 'failed' || confirmation === null) return false;
  const { ended, content } = confirmation;
  const hasEnded = (one: string) => ended.some((vehicle) => vehicle.vin === one);
  return !content.vehicles.some((vehicle) => vehicle.vin === vin && !hasEnded(vehicle.vin));
}

function judgedLater(
  { content, copy }: VerifiedConfirmation,
  question: Question,
  registry: RegistryEvidence,
): JudgedLater {
  const asked = question.vin === null ? [] : content.vehicles.filter(({ vin }) => vin === question.vin);
  const registered = registry.kind === 'identical' && copy !== null ? { record: registry.record, copy } : null;
  // Whose document was registered here, of its numbers this registry knows all.
  const signer = { manufacturer: { registry: 'here' as const } };
  return {
    question,
    registry: registry.kind,
    isRegistryUnconfirmed: registry.kind === 'identical' && registry.isUnconfirmed === true,
    established: { document: { content, asked, registered, signer } },
  };
}

function confirmationNow(confirmation: VerifiedConfirmation, registry: RegistryEvidence): VerifiedConfirmation {
  const { copy } = confirmation;
  if (registry.kind !== 'identical' || copy === null) return confirmation;
  const now = registeredFacts(registry.record, copy);
  return now.ended.length < confirmation.ended.length ? confirmation : { ...confirmation, ...now };
}
