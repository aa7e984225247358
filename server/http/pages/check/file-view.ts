import { carriesNoSignature } from '#core/confirmation/carries-no-signature.ts';
import type { CheckId } from '#core/confirmation/errors.ts';
import type { Question } from '#core/confirmation/evidence.ts';
import type { Verdict, VerdictWord } from '#core/confirmation/verdict.ts';
import { describeCheck, describeNote, insideHeadline } from '../../../app/verification/describe-verdict.ts';
import type { ReopenedFile } from '../../../app/verification/reopen-result.ts';
import type { Words } from '../../../i18n/words.ts';
import type { CheckedFile } from '../../../model/verification/kept-result.ts';
import { sizeText } from '../texts.ts';
import { aboutView } from './about-view.ts';
import { checkViews, outcomeCounts, reasonViews } from './checks-view.ts';
import { factsView } from './facts-view.ts';
import { inspectionView } from './inspection-view.ts';

/**
 * What a file is shown as, the worst first. `unsigned` is neither a forgery nor a proof; `other-vehicle` is a genuine document
 * among several that is of other vehicles than the one asked about.
 */
export const SHOWN = [
  'not-valid',
  'withdrawn',
  'undecided',
  'unsigned',
  'valid',
  'other-vehicle',
] as const satisfies readonly (VerdictWord | 'unsigned' | 'other-vehicle')[];
export type Shown = (typeof SHOWN)[number];

/** A file as it was checked, or as it stands when its result is opened again. */
export type ShownFile = CheckedFile & Partial<Pick<ReopenedFile, 'before' | 'changed'>>;

/** One file for the result page. `position` counts from 1 in the order in which the files were given. */
export function fileView(file: ShownFile, position: number, several: boolean, question: Question, words: Words) {
  const { verdict } = file;
  const shown = shownAs(verdict, several);
  const headlineCode = shown === 'other-vehicle' ? shown : verdict.headline;
  const advice = words.text(`verdicts.${verdict.headline}.advice`);
  return {
    id: `file-${position}`,
    position,
    name: file.name,
    size: sizeText(file.size, words.locale),
    sha256: file.sha256,
    shown,
    headline: words.text(headlineKey(verdict, shown)),
    headlineCode,
    short: words.text(shortKey(verdict, shown)),
    advice,
    inside: insideHeadline(verdict, words),
    vehicle: verdict.vehicle,
    test: verdict.test,
    about: aboutView(verdict, question, words),
    facts: verdict.confirmation === null ? null : factsView(verdict.confirmation, question, words),
    withheld: words.text(`pages.result.facts.withheld.${isSealHolding(verdict) ? 'refused' : 'not-established'}`),
    // Of a seal that holds it could only say that it does, below a verdict that refuses the document.
    inspection: file.inspection === null || isSealHolding(verdict) ? null : inspectionView(file.inspection, words),
    // What changed is said above already.
    reasons: reasonViews(
      verdict.checks.filter((check) => !(file.changed ?? []).includes(check)),
      advice,
      words,
    ),
    checks: checkViews(verdict.checks, words),
    notes: verdict.revocationNotes.map((note) => describeNote(note, words).sentence),
    counts: outcomeCounts(verdict.checks),
    before: file.before ? words.text(`verdicts.${file.before.headline}.headline`) : null,
    changed: (file.changed ?? []).map((check) => describeCheck(check, words).sentence),
  };
}

export type FileView = ReturnType<typeof fileView>;

/** The key of the headline. Of a vehicle that ended, while others of its document live, it says only that. */
function headlineKey(verdict: Verdict, shown: Shown): string {
  const { headline, vehicle, confirmation } = verdict;
  if (shown === 'other-vehicle')
    return hasEnded(verdict) ? 'pages.result.other-vehicle-ended' : 'pages.result.other-vehicle';
  const isPartly = vehicle === 'matched' && confirmation?.status === 'partly-withdrawn';
  if (isPartly && headline === 'withdrawn') return 'pages.result.this-vehicle.withdrawn';
  if (isPartly && headline === 'superseded') return 'pages.result.this-vehicle.superseded';
  return `verdicts.${headline}.headline`;
}

function shownAs(verdict: Verdict, several: boolean): Shown {
  if (carriesNoSignature(verdict)) return 'unsigned';
  return several && isOfOtherVehicles(verdict) ? 'other-vehicle' : verdict.verdict;
}

/** Nothing speaks against the document but that it is of other vehicles, or has ended for them. */
function isOfOtherVehicles({ vehicle, checks }: Verdict): boolean {
  if (vehicle !== 'not-matched' || checks.some(({ outcome }) => outcome === 'undecided')) return false;
  return checks.every(({ id, outcome }) => outcome !== 'failed' || id === 'vehicle-matches' || id === 'still-in-force');
}

/** The key of the words beside a file in the list. */
function shortKey(verdict: Verdict, shown: Shown): string {
  if (shown !== 'other-vehicle') return `pages.result.short.${verdict.headline}`;
  return hasEnded(verdict) ? 'pages.result.short.other-vehicle-ended' : 'pages.result.short.other-vehicle';
}

/** Whether the confirmation is in force for none of its vehicles any more. */
function hasEnded({ confirmation }: Verdict): boolean {
  return confirmation?.status === 'withdrawn' || confirmation?.status === 'superseded';
}

const OF_THE_SEAL: readonly CheckId[] = [
  'whole-file-signed',
  'content-unchanged',
  'signature-value',
  'signer-trusted',
  'exactly-sealed',
];

/** Whether bytes and signer are established, so that something else refuses the document. */
function isSealHolding({ checks }: Verdict): boolean {
  const passed = new Set(checks.flatMap(({ id, outcome }) => (outcome === 'passed' ? [id] : [])));
  return OF_THE_SEAL.every((id) => passed.has(id));
}
