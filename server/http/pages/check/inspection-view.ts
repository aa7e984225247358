import type { InspectedSignature, Inspection } from '#core/validation/inspection.ts';
import { algorithmParts } from '#core/x509/algorithm-policy.ts';
import { changeSentence, noteSentence, problemSentence } from '../../../app/verification/describe-inspection.ts';
import { describeNote } from '../../../app/verification/describe-verdict.ts';
import type { Words } from '../../../i18n/words.ts';
import { sizeText, timeView } from '../texts.ts';

/** What an inspection says, for the result page. */
export function inspectionView(inspection: Inspection, words: Words) {
  return {
    outcome: inspection.outcome,
    sentence: words.text(`inspections.outcomes.${inspection.outcome}.sentence`),
    next: words.text(nextKey(inspection)),
    changes: inspection.changes.map((change) => changeSentence(change, inspection, words)),
    problems: inspection.problems.map((code) => problemSentence(code, words)),
    notes: inspection.notes.map((note) => noteSentence(note, words)),
    signatures: inspection.signatures.map((signature, index) => ({
      ...signatureView(signature, index, words),
      isOfferedFirst: index === offeredFirst(inspection),
    })),
  };
}

/** What to do: to compare with the signed version only where there is one. */
function nextKey({ outcome, signatures }: Inspection): string {
  const isAlone = outcome === 'suspect' && !signatures.some(hasOriginal);
  return isAlone ? 'inspections.outcomes.suspect.next-alone' : `inspections.outcomes.${outcome}.next`;
}

/** Of a file that was amended, the signature whose version is the last one before the first change. */
function offeredFirst({ outcome, changes, signatures }: Inspection): number | null {
  const changed = Math.min(...changes.map(({ revision }) => revision));
  const before = signatures.flatMap(({ revision }, index) =>
    revision !== null && revision < changed ? [{ revision, index }] : [],
  );
  if (outcome !== 'amended') return null;
  return before.toSorted((a, b) => b.revision - a.revision)[0]?.index ?? null;
}

function signatureView(signature: InspectedSignature, index: number, words: Words) {
  const { signer, coverage, changesAfter, trust, indication, subIndication, kind } = signature;
  const state = stateOf(signature);
  const size = sizeText(signature.signedBytes ?? 0, words.locale);
  return {
    index,
    heading: words.text(`inspections.signature.${kind === 'timestamp' ? 'time-stamp-heading' : 'heading'}`, {
      number: index + 1,
    }),
    outcome: OUTCOME_OF[state],
    state: words.text(`inspections.states.${state}`),
    signer,
    trust: words.text(`inspections.trust.${trust}`),
    time: timeText(signature, words),
    coverage: words.text(`inspections.coverage.${coverage}`, { size }),
    // Nobody can say what came after a signature whose end is not known; that nothing did says little of one that does not hold.
    changes:
      coverage === 'unclear' || (signature.intact === false && changesAfter === 'none')
        ? null
        : words.text(`inspections.changes.${changesAfter}`),
    problems: signature.problems.map((code) => problemSentence(code, words)),
    notes: signature.revocationNotes.map((note) => describeNote(note, words).sentence),
    level: signature.level,
    algorithm: signature.algorithm && words.text('inspections.algorithm', algorithmParts(signature.algorithm)),
    field: signature.field,
    indication: [indication, subIndication].filter((word) => word !== null).join(' / '),
    hasOriginal: hasOriginal(signature),
  };
}

function hasOriginal({ coverage, signedBytes }: InspectedSignature): boolean {
  return coverage === 'entire-revision' && signedBytes !== null;
}

/** The mark of each state: `passed` would look like a verdict on the file. */
const OUTCOME_OF = { verified: 'neutral', wrong: 'failed', unknown: 'undecided' } as const;

function stateOf({ intact, valid, coverage }: InspectedSignature): 'verified' | 'wrong' | 'unknown' {
  if (intact === false || valid === false || coverage === 'unclear') return 'wrong';
  return intact === null || valid === null ? 'unknown' : 'verified';
}

function timeText({ stampedTime, claimedTime }: InspectedSignature, words: Words): string {
  if (stampedTime !== null) return words.text('inspections.times.stamped', timeView(stampedTime));
  if (claimedTime !== null) return words.text('inspections.times.claimed', timeView(claimedTime));
  return words.text('inspections.times.none');
}
