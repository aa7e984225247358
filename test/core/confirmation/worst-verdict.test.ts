import { expect, test } from '@jest/globals';
import type { VerdictWord } from '#core/confirmation/verdict.ts';
import { worstVerdict } from '#core/confirmation/worst-verdict.ts';

test.each<[readonly VerdictWord[], VerdictWord]>([
  [['valid', 'undecided', 'withdrawn', 'not-valid'], 'not-valid'],
  [['valid', 'undecided', 'withdrawn'], 'withdrawn'],
  [['valid', 'undecided'], 'undecided'],
  [['valid', 'valid'], 'valid'],
  [[], 'undecided'],
])('%j → %s', (words, worst) => expect(worstVerdict(words.map((verdict) => ({ verdict })))).toBe(worst));
