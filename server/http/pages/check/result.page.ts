import type { Response } from 'express';
import { carriesNoSignature } from '#core/confirmation/carries-no-signature.ts';
import type { VerdictWord } from '#core/confirmation/verdict.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import { describeNote, insideHeadline } from '../../../app/verification/describe-verdict.ts';
import type { Words } from '../../../i18n/words.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';
import { sizeText, timeView, vinGroups } from '../texts.ts';
import type { CheckForm } from './check-form.ts';
import type { CheckedFile } from './checked-file.ts';
import { checkViews, outcomeCounts } from './checks-view.ts';
import { factsView } from './facts-view.ts';
import { inspectionView } from './inspection-view.ts';

/** What a file is shown as, the worst first: `unsigned` is neither a forgery nor a proof. */
const SHOWN = ['not-valid', 'withdrawn', 'undecided', 'unsigned', 'valid'] as const satisfies readonly (
  | VerdictWord
  | 'unsigned'
)[];

/** Shows the verdicts: the worst first as that of the whole, then file by file. */
export function renderResultPage(
  deps: Pick<PagesDependencies, 'clock' | 'publicUrl'>,
  response: Response,
  words: Words,
  render: PageRenderer,
  form: Pick<CheckForm, 'vin' | 'number'>,
  checked: readonly CheckedFile[],
): void {
  const vin = normalizeVin(form.vin) || null;
  const files = checked.map((file, index) => fileView(file, index + 1, vin, words));
  const worst = SHOWN.find((word) => files.some(({ shown }) => shown === word)) ?? 'undecided';
  const [only] = files;
  const several = files.length > 1;
  const title = several ? words.text(`pages.result.overall.${worst}`, { count: files.length }) : (only?.headline ?? '');
  response.set('Cache-Control', 'no-store');
  render(response, words, 'result', {
    title,
    path: '',
    several,
    worst,
    files,
    form: { number: form.number, vinTail: vin ?? '' },
    isPaper: files.some(({ shown }) => shown === 'unsigned'),
    askedVin: vin,
    askedVinGroups: vin === null ? null : vinGroups(vin),
    checkedAt: timeView(deps.clock.now()),
    publicUrl: deps.publicUrl,
  });
}

function fileView(file: CheckedFile, position: number, vin: string | null, words: Words) {
  const { verdict } = file;
  const checks = checkViews(verdict.checks, words);
  return {
    id: `file-${position}`,
    name: file.name,
    size: sizeText(file.size, words.locale),
    sha256: file.sha256,
    shown: carriesNoSignature(verdict) ? ('unsigned' as const) : verdict.verdict,
    headline: words.text(`verdicts.${verdict.headline}.headline`),
    headlineCode: verdict.headline,
    advice: words.text(`verdicts.${verdict.headline}.advice`),
    inside: insideHeadline(verdict, words),
    vehicle: verdict.vehicle,
    test: verdict.test,
    facts: verdict.confirmation === null ? null : factsView(verdict.confirmation, vin, words),
    inspection: file.inspection === null ? null : inspectionView(file.inspection, words),
    reasons: checks.filter((check) => check.open),
    checks,
    notes: verdict.revocationNotes.map((note) => describeNote(note, words).sentence),
    counts: outcomeCounts(verdict.checks),
  };
}
