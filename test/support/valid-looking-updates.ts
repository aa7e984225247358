import { latin1Bytes, latin1Text } from './pdf-writer.ts';
import { streamText } from './signed-document.ts';

/** What the update of a file may pretend to be, or carry along. */
export const UPDATE_KINDS = [
  'nothing',
  'store',
  'store-in-hex',
  'information',
  'time-stamp',
  'extra-object',
  'null-entries',
  'object-zero',
  'hidden-object',
  'hybrid-stream',
  'xref-stream',
  'linearized',
  'same-objects-again',
  'freed-object',
  'comment',
  'white-space',
] as const;
export type UpdateKind = (typeof UPDATE_KINDS)[number];

/** A file as an update needs to know it. */
type Base = {
  readonly text: string;
  readonly catalog: number;
  readonly body: string;
  readonly size: number;
  readonly trailer: string;
  readonly startxref: number;
  readonly random: (below: number) => number;
};

type Objects = readonly (readonly [number, string])[];

/** The file with an update of a kind behind it, as a careful writer would lay it out; details differ by the random numbers. */
export function validLookingUpdate(pdf: Uint8Array, kind: UpdateKind, random: () => number): Uint8Array {
  const base = baseOf(latin1Text(pdf), (below) => Math.floor(random() * below));
  return latin1Bytes(base.text + UPDATES[kind](base));
}

function baseOf(text: string, random: Base['random']): Base {
  const trailer = text.slice(text.lastIndexOf('trailer'));
  const catalog = Number(/\/Root (\d+) 0 R/.exec(trailer)?.[1]);
  const from = text.lastIndexOf(`\n${catalog} 0 obj\n`) + `\n${catalog} 0 obj\n`.length;
  return {
    ...{ text, catalog, random },
    body: text.slice(from, text.indexOf('\nendobj', from)),
    size: Number(/\/Size (\d+)/.exec(trailer)?.[1]),
    trailer: (/<<([\s\S]*)>>\s*startxref/.exec(trailer)?.[1] ?? '').replace(/\/(?:Size|Prev) \d+\s*/g, ''),
    startxref: Number(/startxref\s+(\d+)/.exec(trailer)?.[1]),
  };
}

/** Objects, their table and a trailer; `rows` are other rows of the table, `inTrailer` other entries. */
function update(
  { text, trailer, size, startxref }: Base,
  objects: Objects,
  { rows = '', inTrailer = '' }: { readonly rows?: string; readonly inTrailer?: string } = {},
): string {
  let body = '';
  let table = rows;
  for (const [number, object] of [...objects].sort(([a], [b]) => a - b)) {
    table += `${number} 1\n${String(text.length + body.length).padStart(10, '0')} 00000 n \n`;
    body += `${number} 0 obj\n${object}\nendobj\n`;
  }
  const most = Math.max(size, ...objects.map(([number]) => number + 1));
  const head = `xref\n${table === '' ? '0 0\n' : table}trailer\n<<\n/Size ${most}\n${trailer}${inTrailer}/Prev ${startxref}\n>>\n`;
  return `${body}${head}startxref\n${text.length + body.length}\n%%EOF\n`;
}

const withLast = (body: string, more: string) => body.replace(/>>\s*$/, `${more}\n>>`);
const der = (random: Base['random']) => {
  const content = Array.from({ length: 20 + random(80) }, () => String.fromCharCode(random(256))).join('');
  return `0${String.fromCharCode(content.length)}${content}`;
};
const inHex = (octets: string) => Buffer.from(octets, 'latin1').toString('hex');

function storeOf(base: Base, stream: string, inStore = ''): string {
  const list = ['Certs', 'CRLs', 'OCSPs'][base.random(3)];
  const store = `<<\n/Type /DSS\n/${list} [${base.size} 0 R]${inStore}\n>>`;
  const catalog = withLast(base.body.replace(/\/DSS \d+ 0 R\n?/, ''), `/DSS ${base.size + 1} 0 R`);
  return update(base, [
    [base.size, stream],
    [base.size + 1, store],
    [base.catalog, catalog],
  ]);
}

const UPDATES: Readonly<Record<UpdateKind, (base: Base) => string>> = {
  nothing: (base) => update(base, []),
  store: (base) => storeOf(base, streamText('', der(base.random))),
  'store-in-hex': (base) => storeOf(base, streamText('/Filter /ASCIIHexDecode', `${inHex(der(base.random))}>`)),
  information: (base) =>
    storeOf(base, streamText('', der(base.random)), `\n/VRI << /${'A'.repeat(40)} << /CRL [${base.size} 0 R] >> >>`),
  'time-stamp': timeStampUpdate,
  'extra-object': (base) => update(base, [[base.size, `<</Type/Annot/Contents(${base.random(1000)})>>`]]),
  'null-entries': (base) => {
    const key = ['OpenAction', 'AA', 'OCProperties', 'Kids', 'Metadata', 'Names'][base.random(6)];
    return update(base, [[base.catalog, withLast(base.body, `/${key} null`)]]);
  },
  'object-zero': (base) => {
    const at = String(base.text.length).padStart(10, '0');
    const written = `0 0 obj\n${streamText('', 'q Q')}\nendobj\n`;
    const rest = update({ ...base, text: base.text + written }, [], { rows: `0 1\n${at} 00000 n \n` });
    return written + rest;
  },
  'hidden-object': (base) => {
    const inner = `\n${1 + base.random(base.size - 1)} 0 obj\n<<>>\nendobj\n`;
    return storeOf(base, streamText('', `0${String.fromCharCode(inner.length)}${inner}`));
  },
  'hybrid-stream': hybridUpdate,
  'xref-stream': xrefStreamUpdate,
  linearized: (base) => update(base, [[base.size, `<</Linearized 1/L ${base.text.length}/O 1/N 1/E 1/T 1/H[0 0]>>`]]),
  'same-objects-again': (base) => update(base, [[base.catalog, base.body]]),
  'freed-object': (base) => update(base, [], { rows: `${1 + base.random(base.size - 1)} 1\n0000000000 00001 f \n` }),
  comment: (base) => `%${'x'.repeat(base.random(40))}\n`,
  'white-space': (base) => [' ', '\n', '\r', '\r\n', '\t', '\0', '\f'][base.random(7)] ?? ' ',
};

function timeStampUpdate(base: Base): string {
  const form = base.body.replace(/(\/Fields \[[^\]]*)\]/, `$1 ${base.size} 0 R]`);
  const token = inHex(der(base.random)).padEnd(2 * 16 * 1024, '0');
  const before = '/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161';
  const name = `ArchiveTimeStamp${base.size}`;
  const widget = `<<\n/FT /Sig\n/T (${name})\n/Type /Annot\n/Subtype /Widget\n/F 132\n/Rect [0 0 0 0]\n/V ${base.size + 1} 0 R\n>>`;
  const places = '0000000000 0000000000 0000000000';
  const open = update(base, [
    [base.catalog, form],
    [base.size, widget],
    [base.size + 1, `<<${before}/ByteRange [0 ${places}]/Contents <${token}>>>`],
  ]);
  const from = base.text.length + open.indexOf('/Contents <') + '/Contents '.length;
  const to = from + token.length + 2;
  const filled = [from, to, base.text.length + open.length - to].map((number) => String(number).padEnd(10)).join(' ');
  return open.replace(places, filled);
}

function hybridUpdate(base: Base): string {
  const at = base.text.length;
  const row = String.fromCharCode(1, (at >> 16) & 255, (at >> 8) & 255, at & 255, 0);
  const dict = `/Type/XRef/W[1 3 1]/Index[${base.size} 1]/Size ${base.random(2) === 0 ? -1 : base.size + 1}`;
  const stream = `${base.size} 0 obj\n${streamText(dict, row)}\nendobj\n`;
  const rows = `${base.size} 1\n${String(at).padStart(10, '0')} 00000 n \n`;
  const larger = { ...base, text: base.text + stream, size: base.size + 1 };
  return stream + update(larger, [], { rows, inTrailer: `/XRefStm ${at}\n` });
}

function xrefStreamUpdate(base: Base): string {
  const at = base.text.length;
  const row = String.fromCharCode(1, (at >> 16) & 255, (at >> 8) & 255, at & 255, 0);
  const dict = `/Type/XRef/W[1 3 1]/Index[${base.size} 1]/Size ${base.size + 1}/Prev ${base.startxref}${base.trailer}`;
  return `${base.size} 0 obj\n${streamText(dict, row)}\nendobj\nstartxref\n${at}\n%%EOF\n`;
}
