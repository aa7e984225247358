import type { FieldCode, WordData } from './errors.ts';

/** Digits and capitals without I, O, S, V, Z; the value of a character is its place (GB 32100-2015, table 2). */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;
const STEM_LENGTH = LENGTH - 1;

/** What is wrong with a unified social credit code; the code is one of the FIELD_CODES. */
export type UsccProblem = {
  readonly code: Extract<FieldCode, 'uscc-length' | 'uscc-characters' | 'uscc-check-character'>;
  readonly data: WordData;
};

/** Full-width forms made plain, upper case, without spaces, hyphens and invisible characters. */
export function normalizeUscc(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Cf}\p{Pd}]/gu, '');
}

/** The check character of a 17-character stem, or null when the stem is none (GB 32100-2015, clause 5: weights 3^(i−1) mod 31). */
export function usccCheckCharacter(stem: string): string | null {
  if (stem.length !== STEM_LENGTH) return null;
  let sum = 0;
  let weight = 1;
  for (const character of stem) {
    const value = CHARACTERS.indexOf(character);
    if (value < 0) return null;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return CHARACTERS.charAt((31 - (sum % 31)) % 31);
}

/** A full code from its 17-character stem, for invented companies. Throws for anything that is no stem. */
export function completeUscc(stem: string): string {
  const check = usccCheckCharacter(stem);
  if (check === null) throw new RangeError('a USCC stem has 17 characters: 0–9 and A–Y without I, O, S, V');
  return stem + check;
}

/** What is wrong with a normalised unified social credit code; empty when nothing is. */
export function inspectUscc(uscc: string): readonly UsccProblem[] {
  const problems: UsccProblem[] = [];
  if (uscc.length !== LENGTH) problems.push({ code: 'uscc-length', data: { length: uscc.length } });
  const wrong = [...uscc].filter((character) => !CHARACTERS.includes(character));
  if (wrong.length > 0)
    problems.push({ code: 'uscc-characters', data: { characters: [...new Set(wrong)].slice(0, LENGTH) } });
  if (problems.length > 0) return problems;
  const expected = usccCheckCharacter(uscc.slice(0, STEM_LENGTH));
  if (expected === uscc.charAt(STEM_LENGTH)) return [];
  return [{ code: 'uscc-check-character', data: { expected: expected ?? '', found: uscc.charAt(STEM_LENGTH) } }];
}
