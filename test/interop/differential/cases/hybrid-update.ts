import { choose, type Random } from './choose.ts';

/** What an update writes, and what its trailer repeats. */
export type HybridUpdate = {
  /** The file so far, one character a byte. */
  readonly text: string;
  readonly objects: readonly (readonly [number, string])[];
  /** `/Root …`, `/Info …`, `/ID …` as in the trailer before. */
  readonly trailer: string;
  readonly size: number;
};

/** Where a hybrid file says what it says of an object (ISO 32000-2, 7.5.8.4): sound and unsound ways. */
const PLACES = [
  'table',
  'stream',
  'stream',
  'both',
  'stream-freed-in-table',
  'freed-in-stream',
  'in-object-stream',
] as const;
type Placed = { readonly number: number; readonly place: (typeof PLACES)[number]; readonly offset: number };

/** Appends an update by a table and an /XRefStm, each of which knows some of its objects, and perhaps frees others. */
export function hybridUpdate({ text, objects, trailer, size }: HybridUpdate, random: Random): string {
  const prev = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  let whole = text;
  const placed: Placed[] = [];
  const add = (number: number, body: string) => {
    const offset = whole.length;
    whole += `${number} 0 obj\n${body}\nendobj\n`;
    return offset;
  };
  const [container, own] = [size + 7, size + 8];
  for (const [number, body] of objects) {
    const place = choose(random, PLACES);
    const isHeld = place === 'in-object-stream' && !/\bstream\b/.test(body) && !placed.some(isInObjectStream);
    const offset = isHeld ? add(container, objectStream(number, body)) : add(number, body);
    placed.push({ number, offset, place: isHeld || place !== 'in-object-stream' ? place : 'stream' });
  }
  const freed = choose(random, [[], [], [size + 5]] as const);
  const streamAt = whole.length;
  const rows = [
    ...placed.flatMap((one) => rowOf(one, container)),
    ...freed.map((number) => [number, row(0, 0, 0)] as const),
  ];
  const index = rows.map(([number]) => `${number} 1`).join(' ');
  const data = rows.map(([, octets]) => octets).join('');
  const dict = `/Type/XRef/W[1 4 1]/Index[${index === '' ? '0 0' : index}]/Size ${size + 9}${trailer}/Length ${data.length}`;
  whole += `${own} 0 obj\n<<${dict}>>\nstream\n${data}\nendstream\nendobj\n`;
  const at = whole.length;
  const lines = [
    ...placed.flatMap(linesOf),
    `${own} 1\n${inUse(streamAt)}`,
    ...placed.filter(isInObjectStream).map(({ offset }) => `${container} 1\n${inUse(offset)}`),
  ];
  return `${whole}xref\n${lines.join('')}trailer\n<</Size ${size + 9}${trailer}/Prev ${prev}/XRefStm ${streamAt}>>\nstartxref\n${at}\n%%EOF\n`;
}

function isInObjectStream({ place }: Placed): boolean {
  return place === 'in-object-stream';
}

function objectStream(number: number, body: string): string {
  const header = `${number} 0 `;
  const data = `${header}${body}`;
  return `<</Type/ObjStm/N 1/First ${header.length}/Length ${data.length}>>\nstream\n${data}\nendstream`;
}

function rowOf({ number, place, offset }: Placed, container: number): readonly (readonly [number, string])[] {
  if (place === 'table') return [];
  if (place === 'freed-in-stream') return [[number, row(0, 0, 1)]];
  return [[number, place === 'in-object-stream' ? row(2, container, 0) : row(1, offset, 0)]];
}

function linesOf({ number, place, offset }: Placed): readonly string[] {
  if (place === 'stream-freed-in-table') return [`${number} 1\n0000000000 00001 f \n`];
  return place === 'table' || place === 'both' || place === 'freed-in-stream' ? [`${number} 1\n${inUse(offset)}`] : [];
}

function inUse(offset: number): string {
  return `${String(offset).padStart(10, '0')} 00000 n \n`;
}

function row(type: number, second: number, third: number): string {
  return String.fromCharCode(type, second >>> 24, (second >>> 16) & 255, (second >>> 8) & 255, second & 255, third);
}
