import { countryName } from '#core/confirmation/country.ts';
import type { WordData } from '#core/confirmation/errors.ts';
import type { SealClass } from '#core/confirmation/seal-class.ts';
import type { CheckResult, Headline, Verdict } from '#core/confirmation/verdict.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import type { Words } from '../../i18n/words.ts';

/** A check with its sentence and remedy in one language. */
export function describeCheck(check: CheckResult, words: Words) {
  const data = check.id === 'destination-matches' ? withCountryNames(check.data, words) : check.data;
  return {
    id: check.id,
    outcome: check.outcome,
    code: check.code,
    sentence: words.text(`checks.${check.code}.sentence`, data),
    remedy: words.text(`checks.${check.code}.remedy`, data),
  };
}

/** The countries of a comparison by their names: people do not know the codes. */
function withCountryNames(data: WordData, { locale }: Words): WordData {
  const name = (code: string) => countryName(code, locale);
  const named = (value: WordData[string] | undefined) =>
    typeof value === 'object' ? value.map(name) : name(String(value));
  const { asked, listed } = data;
  return {
    ...data,
    ...(asked === undefined ? {} : { asked: named(asked) }),
    ...(listed === undefined ? {} : { listed: named(listed) }),
  };
}

/** An odd entry of a revocation list, in words. */
export function describeNote(note: RevocationNote, words: Words) {
  return { ...note, sentence: words.text(`inspections.revocationNotes.${note.code}`, { serial: note.serial }) };
}

/** A verdict as API and command line give it: the same fields in both. */
export function describeVerdict(verdict: Verdict, words: Words) {
  return { ...describeOne(verdict, words), inside: verdict.inside && describeOne(verdict.inside, words) };
}

/** What stands behind a seal, in words, with its ground in law. */
export function describeSealClass(seal: SealClass, words: Words) {
  const { certificate } = seal;
  return {
    ...seal,
    name: words.text(`pages.result.seal.${certificate}.name`),
    ground: words.text(`pages.result.seal.${certificate}.ground`),
  };
}

const NO_ORIGINAL: ReadonlySet<Headline> = new Set(['not-valid-not-a-confirmation', 'not-valid-signer']);

/** The headline of the original inside a file that something was added to; null where there is no confirmation inside. */
export function insideHeadline({ inside }: Pick<Verdict, 'inside'>, words: Words): string | null {
  if (inside === null || NO_ORIGINAL.has(inside.headline)) return null;
  return words.text(`verdicts.${inside.headline}.headline`);
}

function describeOne(verdict: Verdict, words: Words) {
  return {
    verdict: verdict.verdict,
    headline: words.text(`verdicts.${verdict.headline}.headline`),
    vehicle: verdict.vehicle,
    test: verdict.test,
    level: verdict.level,
    embeddedRevocation: verdict.embeddedRevocation,
    revocationNotes: verdict.revocationNotes.map((note) => describeNote(note, words)),
    checks: verdict.checks.map((check) => describeCheck(check, words)),
    confirmation: verdict.confirmation && {
      ...verdict.confirmation.content,
      status: verdict.confirmation.status,
      copy: verdict.confirmation.copy,
      signer: verdict.confirmation.signer,
      seal: describeSealClass(verdict.confirmation.seal, words),
    },
  };
}
