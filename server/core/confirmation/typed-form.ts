/** Spaces, dashes, dots, and what cannot be seen: what copying and typing put between characters. */
const SEPARATORS = /[\s\p{Pd}\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\u2212.·•・。]+/gu;
const CYRILLIC = ['АВЕКМНОРСТУХЅІЈавекмнорстухѕіј', 'ABEKMHOPCTYXSIJABEKMHOPCTYXSIJ'] as const;
/** Small ν, υ, η, γ and μ look like other Latin letters than their capitals do: nobody can say which was meant. */
const GREEK = ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικορτχ', 'ABEZHIKMNOPTYXABEIKOPTX'] as const;
/** Letters of another script that are drawn as a Latin capital (UTS 39, confusables). */
const LATIN: ReadonlyMap<string, string> = new Map(
  [CYRILLIC, GREEK].flatMap(([letters, latin]) =>
    [...letters].map((letter, at) => [letter, latin.charAt(at)] as const),
  ),
);

/**
 * A VIN or a confirmation number in its one spelling, whoever typed, copied or scanned it: full-width forms made plain,
 * letters of other scripts that look the same made Latin, upper case, without spaces, dashes, dots and invisible characters.
 * What merely resembles another character (O and 0) stays: that is asked back.
 */
export function typedForm(text: string): string {
  const letters = Array.from(text.normalize('NFKC'), (letter) => LATIN.get(letter) ?? letter);
  return letters.join('').toUpperCase().replace(SEPARATORS, '');
}

/** What a scanner or a label puts around a value: the symbology (`]A0`, `]C1` …; ISO/IEC 15424), and the stars of Code 39. */
const SCANNER_MARKS = /^(?:\][A-Z][0-9A-Z])?\*?|\*$/g;

/** A typed form without what a scanner puts around it. */
export function withoutScannerMarks(typed: string): string {
  return typed.replace(SCANNER_MARKS, '');
}
