import { choose, mostly, type Random } from './choose.ts';

/** Each list begins with what every writer does. */
const ENDS = ['\n', '\r\n', '\r', ' \n', ' ', '\n\n', '\r\r', '\0', '\t', '%c\n', '\f\n'] as const;
const ROW_ENDS = [' \n', '\r\n', ' \r', '\n', '\n\n', '\r\n\n', ' '] as const;
const GAPS = ['\n', '\r\n', ' ', '\r', '\n\n', '%c\n', '\0', '\n%%EOF\n', '\n%trailer<<>>\n'] as const;
const LAST = ['%%EOF\n', '%%EOF', '%%EOF\r\n', '%%EOF\n\n', '%%EOFx\n', '%%EOF %\n', '%%EOF\0'] as const;

/** What an update writes, and what its trailer repeats. */
export type OddUpdate = {
  /** The file so far, one character a byte. */
  readonly text: string;
  readonly objects: readonly (readonly [number, string])[];
  /** `/Root …`, `/Info …`, `/ID …` as in the trailer before. */
  readonly trailer: string;
  readonly size: number;
};

/**
 * Appends an update by a table in which some parts are written as some readers do not expect them.
 * @param odd probability of another spelling, for each part
 */
export function oddUpdate({ text, objects, trailer, size }: OddUpdate, random: Random, odd: number): string {
  const prev = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  let whole = text;
  const rows: [number, number][] = [];
  for (const [number, body] of objects) {
    const header = mostly(random, odd, [
      `${number} 0 obj`,
      `${number}  0\tobj`,
      `${number}\r0\robj`,
      `0${number} 0 obj`,
    ]);
    rows.push([number, whole.length + mostly(random, odd / 4, [0, -1, 1, header.length])]);
    whole += `${header}\n${body}\nendobj${mostly(random, odd, ['\n', ' ', '\r\n', '\n%c\n'])}`;
  }
  const hybrid = random() < odd / 2 ? whole.length : null;
  if (hybrid !== null) whole += oddStream(size, prev, random);
  const at = whole.length;
  const lines = rows.map(([number, offset]) => {
    const row = `${String(Math.max(0, offset)).padStart(10, '0')} 00000 n${mostly(random, odd / 4, ROW_ENDS)}`;
    return `${number} 1${mostly(random, odd / 2, ENDS)}${row}`;
  });
  const table = lines.length === 0 ? `0 0${mostly(random, odd, ENDS)}` : lines.join('');
  const most = Math.max(size, ...objects.map(([number]) => number + 1));
  const more = hybrid === null ? '' : `/XRefStm ${hybrid}`;
  const sizes = mostly(random, odd / 4, [
    String(most),
    `+${most}`,
    `${most}.0`,
    String(most - 1),
    '1',
    '-1',
    '(9)',
    '99999',
  ]);
  const prevs = mostly(random, odd / 4, [String(prev), `0${prev}`, `+${prev}`, `${prev}.0`, String(prev + 1), '-1']);
  const dict = `<</Size ${sizes}${trailer}/Prev ${prevs}${more}>>`;
  const head = `xref${mostly(random, odd / 2, ENDS)}${table}trailer${mostly(random, odd, ['\n', '', ' ', '%c\n'])}`;
  const start = mostly(random, odd / 4, [at, at - 1, at + 1]);
  const tail = `startxref${mostly(random, odd / 2, ENDS)}${start}${mostly(random, odd / 2, GAPS)}${mostly(random, odd / 2, LAST)}`;
  return `${whole}${head}${dict}${mostly(random, odd / 2, GAPS)}${tail}`;
}

/** A cross-reference stream without entries, for /XRefStm. */
function oddStream(size: number, prev: number, random: Random): string {
  const number = choose(random, [size + 5, 0, 1]);
  const sizes = choose(random, [`/Size ${size}`, '', '/Size -1', '/Size(9)', '/Size 9999999']);
  const previous = choose(random, ['', '', `/Prev ${prev}`, '/Prev -1', '/Prev 9', `/Prev ${prev}.5`]);
  const filter = choose(random, ['', '', '/Filter/FlateDecode']);
  return `${number} 0 obj\n<</Type/XRef/W[1 1 1]/Index[0 0]${sizes}${previous}${filter}/Length 0>>\nstream\n\nendstream\nendobj\n`;
}
