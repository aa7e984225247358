const NUMBER = '-?[0-9.]+';
const STRING = String.raw`(?:<[0-9A-Fa-f]*>|\((?:[^\\()]|\\[^])*\))`;
const SHOW = String.raw`(?:${STRING} Tj|\[(?:${STRING}|[-0-9. ])*\] TJ)\n`;

/** One run of text as the typesetter writes it: saved state, place, colour, font, glyphs, restored state. */
const RUN = new RegExp(
  [
    String.raw`q\n(${NUMBER} ${NUMBER}) (${NUMBER}) (${NUMBER}) (${NUMBER} ${NUMBER}) cm\n`,
    String.raw`(/\w+ cs\n[-0-9. ]+scn\n)`,
    String.raw`BT\n0 Tr\n(/\w+ ${NUMBER} Tf\n)1 0 0 -1 0 0 Tm\n((?:${SHOW})+)ET\nQ\n`,
  ].join(''),
  'g',
);

/** What may stand between two runs that share their state: the marks of the structure. */
const ONLY_MARKS = /^(?:EMC\n|\/\w+(?: <<[^<>]*>>)? B[DM]C\n)*$/;

type SevenTexts = [string, string, string, string, string, string, string];
type Run = { readonly colour: string; readonly font: string; readonly end: number };

/**
 * The content stream of a typeset page with each run of text placed by its text matrix alone (ISO 32000-2, 9.4.2), colour
 * and font set only where they change. The typesetter saves and restores the whole graphics state around every run; a
 * reader copies it each time, and pdf.js takes a quarter less time without. The page looks the same, because whatever
 * else the typesetter paints sets its own colour. What is not exactly such a run stays as it is.
 * @param content one character a byte
 */
export function flattenTextRuns(content: string): string {
  let before: Run | null = null;
  const flattened = (run: string, ...matched: readonly unknown[]) => {
    const [across, c, d, place, ownColour, ownFont, shown, at] = matched as [...SevenTexts, number];
    const shared: Run | null = before !== null && ONLY_MARKS.test(content.slice(before.end, at)) ? before : null;
    before = { colour: ownColour, font: ownFont, end: at + run.length };
    const colour = ownColour === shared?.colour ? '' : ownColour;
    const font = ownFont === shared?.font ? '' : `${shared === null ? '0 Tr\n' : ''}${ownFont}`;
    return `${colour}BT\n${font}${across} ${negative(c)} ${negative(d)} ${place} Tm\n${shown}ET\n`;
  };
  return content.replace(RUN, flattened);
}

function negative(number: string): string {
  if (/^[-0.]*$/.test(number)) return '0';
  return number.startsWith('-') ? number.slice(1) : `-${number}`;
}
