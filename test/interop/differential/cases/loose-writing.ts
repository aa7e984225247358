import { BODIES } from '../../../support/signed-document.ts';
import { choose, type Random } from './choose.ts';

/** What some writers do, and a little more than that: the reader takes it as far as every reader takes it alike. */

/** A page whose numbers have many digits, all of them the same numbers to a float. */
export function pageOfLongNumbers(random: Random): string {
  const long = () =>
    `200${choose(random, ['', '.', `.${'0'.repeat(15 + Math.floor(random() * 70))}${digits(random)}`])}`;
  const box = `[${choose(random, ['0', '-0.000000000000000000001', '0.0000000000000000'])} 0 ${long()} ${long()}]`;
  return `<<${BODIES.page.replace('[0 0 200 200]', box)}/Annots[${BODIES.annots}]>>`;
}

function digits(random: Random): string {
  return String(Math.floor(random() * 1e9));
}

/** Objects that the next one closes, or entries that name what stands before an object. Keeps every offset. */
export function looselyWritten(text: string, random: Random): string {
  const blank = choose(random, BLANKS);
  const early = 1 + Math.floor(random() * 3);
  const isOdd = () => random() < 0.15;
  const closed = random() < 0.5 ? text : text.replace(/\nendobj\n/g, (whole) => (isOdd() ? `\n${blank}\n` : whole));
  if (random() < 0.5) return closed;
  return closed.replace(/(\d{10})( 00000 n)/g, (whole, offset: string, rest: string) =>
    isOdd() ? String(Number(offset) - early).padStart(10, '0') + rest : whole,
  );
}

const BLANKS = ['      ', '      ', '\n\n\n\n\n\n', '%abcde', 'endob ', '\0\0\0\0\0\0'] as const;
