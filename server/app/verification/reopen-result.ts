import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RegistryEvidence } from '#core/confirmation/evidence.ts';
import { judgeAgain } from '#core/confirmation/judge-again.ts';
import type { CheckResult, Verdict } from '#core/confirmation/verdict.ts';
import { type CheckedFile, type KeptResult, referenceOf } from '../../model/verification/kept-result.ts';
import type { AskAgain } from './ask-again.ts';
import { findResult, keptUntil, keyOf, type ResultKeeping } from './result-keeping.ts';

/** One file of a result that was opened again. */
export type ReopenedFile = CheckedFile & {
  /** What the registry says now; `not-asked` of a file of which it held nothing when it was checked. */
  readonly registry: RegistryEvidence['kind'];
  /** What the check of the files said, where the registry now says something else. */
  readonly before: Pick<Verdict, 'verdict' | 'headline'> | null;
  /** The checks that come out otherwise than they did. */
  readonly changed: readonly CheckResult[];
};

/** A result as it stands now: as its files were found, and as registry and trust list have it now. */
export type ReopenedResult = Omit<KeptResult, 'files'> & {
  readonly id: string;
  readonly reference: string;
  readonly keptUntil: IsoInstant;
  /** When the registry was asked. */
  readonly askedAt: IsoInstant;
  readonly files: readonly ReopenedFile[];
};

export type ReopenDependencies = { readonly keeping: ResultKeeping; readonly askAgain: AskAgain };

/** Opens a kept result: asks registry and trust list anew about each confirmation that was established. Null where none is kept any more. */
export async function reopenResult(
  { keeping, askAgain }: ReopenDependencies,
  id: string,
): Promise<ReopenedResult | null> {
  const result = await findResult(keeping, id);
  if (result === null) return null;
  const files: ReopenedFile[] = [];
  for (const file of result.files) files.push(await reopenFile(askAgain, file, result.question));
  return {
    ...result,
    id,
    reference: referenceOf(keyOf(id)),
    keptUntil: keptUntil(keeping, result.checkedAt),
    askedAt: keeping.clock.now(),
    files,
  };
}

async function reopenFile(
  askAgain: AskAgain,
  file: CheckedFile,
  question: KeptResult['question'],
): Promise<ReopenedFile> {
  const verdict = await judgeNow(askAgain, file.verdict, question);
  // Whoever added something to a file that is withdrawn since must not be told that the original inside is valid.
  const inside = file.verdict.inside && (await judgeNow(askAgain, file.verdict.inside, question)).verdict;
  const changed = verdict.verdict.checks.filter((check, index) => !isSame(check, file.verdict.checks[index]));
  const { verdict: word, headline } = file.verdict;
  return {
    ...file,
    verdict: { ...verdict.verdict, inside },
    registry: verdict.registry,
    before: changed.length > 0 ? { verdict: word, headline } : null,
    changed,
  };
}

/** The same code about the same things: the same vehicles withdrawn, say. */
function isSame(check: CheckResult, former: CheckResult | undefined): boolean {
  return check.code === former?.code && JSON.stringify(check.data) === JSON.stringify(former.data);
}

/** The verdict as it stands now, and what the registry said. */
export async function judgeNow(askAgain: AskAgain, verdict: Verdict, question: KeptResult['question']) {
  if (verdict.confirmation === null) return { verdict, registry: 'not-asked' as const };
  const now = await askAgain(verdict.confirmation);
  return { verdict: judgeAgain(verdict, question, now), registry: now.registry.kind };
}
