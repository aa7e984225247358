import { VERDICTS, type VerdictWord } from './verdict.ts';

/** The verdict of several files together: the first in the order of precedence. Of no file at all nothing can be decided. */
export function worstVerdict(verdicts: readonly { readonly verdict: VerdictWord }[]): VerdictWord {
  const words = new Set(verdicts.map(({ verdict }) => verdict));
  return VERDICTS.find((word) => words.has(word)) ?? 'undecided';
}
