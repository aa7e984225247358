import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RegistryEvidence } from '#core/confirmation/evidence.ts';
import { judgeAgain } from '#core/confirmation/judge-again.ts';
import type { CheckResult, Verdict } from '#core/confirmation/verdict.ts';
import { type CheckedFile, type KeptResult, referenceOf } from '../../model/verification/kept-result.ts';
import { askRegistry, type RegistryDependencies } from './ask-registry.ts';
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

/** A result as it stands now: as its files were found, and as the registry has it now. */
export type ReopenedResult = Omit<KeptResult, 'files'> & {
  readonly id: string;
  readonly reference: string;
  readonly keptUntil: IsoInstant;
  /** When the registry was asked. */
  readonly askedAt: IsoInstant;
  readonly files: readonly ReopenedFile[];
};

export type ReopenDependencies = { readonly keeping: ResultKeeping; readonly asking: RegistryDependencies };

/** Opens a kept result: asks the registry anew about each number that the files gave. Null where none is kept any more. */
export async function reopenResult(
  { keeping, asking }: ReopenDependencies,
  id: string,
): Promise<ReopenedResult | null> {
  const result = await findResult(keeping, id);
  if (result === null) return null;
  const files: ReopenedFile[] = [];
  for (const file of result.files) files.push(await reopenFile(asking, file, result.question));
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
  asking: RegistryDependencies,
  file: CheckedFile,
  question: KeptResult['question'],
): Promise<ReopenedFile> {
  const verdict = await judgeNow(asking, file.verdict, question);
  // Whoever added something to a file that is withdrawn since must not be told that the original inside is valid.
  const inside = file.verdict.inside && (await judgeNow(asking, file.verdict.inside, question)).verdict;
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

async function judgeNow(asking: RegistryDependencies, verdict: Verdict, question: KeptResult['question']) {
  const registry = await registryNow(asking, verdict);
  return { verdict: judgeAgain(verdict, question, registry), registry: registry.kind };
}

/** What the registry says now of a verdict's confirmation. What it did not hold then is nothing to ask it about. */
export async function registryNow(asking: RegistryDependencies, { confirmation }: Verdict): Promise<RegistryEvidence> {
  if (confirmation === null || confirmation.sealedSha256 === null) return { kind: 'not-asked' };
  return askRegistry(asking, confirmation.content.number, confirmation.sealedSha256);
}
