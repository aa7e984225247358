import { latin1Bytes } from './pdf-writer.ts';
import { type Target, withUpdate } from './target.ts';

type Random = () => number;

/** A document to edit, and another one of the same kind to take parts from. */
export type Mutable = { readonly target: Target; readonly other: Target };

type Mutator = (mutable: Mutable, random: Random) => string;

const WORDS = [
  ...[
    'endobj',
    'obj',
    'stream\n',
    'endstream',
    'xref\n0 0\n',
    'trailer\n<<>>\n',
    'startxref\n0\n',
    '%%EOF\n',
    '<<',
    '>>',
    '[',
  ],
  ...['(', '%', '\0', '/Prev 0', '9 0 R', '9 0 obj null endobj\n', '/Contents<00>', '/ByteRange[0 0 0 0]', '/Type/Sig'],
];

const below = (random: Random, limit: number) => Math.floor(random() * limit);
const oneOf = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)] as Item;
const put = (text: string, at: number, piece: string, cut = piece.length) =>
  text.slice(0, at) + piece + text.slice(at + cut);

/** Every kind of edit, by name. What comes out may by chance be the document itself: the caller tries again. */
const MUTATORS: Readonly<Record<string, Mutator>> = {
  'bit flipped': ({ target: { text } }, random) => {
    const at = below(random, text.length);
    return put(text, at, String.fromCharCode(text.charCodeAt(at) ^ (1 << below(random, 8))));
  },
  'byte set': ({ target: { text } }, random) =>
    put(text, below(random, text.length), String.fromCharCode(below(random, 256))),
  'digit changed': ({ target: { text } }, random) => {
    const at = text.slice(below(random, text.length)).search(/\d/);
    return put(text, Math.max(0, text.length - (text.length - at)), String(below(random, 10)));
  },
  'bytes cut out': ({ target: { text } }, random) => put(text, below(random, text.length), '', 1 + below(random, 400)),
  'bytes repeated': ({ target: { text } }, random) => {
    const at = below(random, text.length);
    return put(text, at, text.slice(at, at + 1 + below(random, 400)), 0);
  },
  'bytes moved': ({ target: { text } }, random) => {
    const [from, to, length] = [below(random, text.length), below(random, text.length), 1 + below(random, 200)];
    return put(text, to, text.slice(from, from + length));
  },
  'word put in': ({ target: { text } }, random) => put(text, below(random, text.length), oneOf(random, WORDS), 0),
  'word put over': ({ target: { text } }, random) => put(text, below(random, text.length), oneOf(random, WORDS)),
  truncated: ({ target: { text } }, random) => text.slice(0, below(random, text.length)),
  'tail of another': ({ target: { text }, other }, random) => {
    const at = below(random, Math.min(text.length, other.text.length));
    return text.slice(0, at) + other.text.slice(at);
  },
  'piece of another': ({ target: { text }, other }, random) => {
    const at = below(random, Math.min(text.length, other.text.length));
    return put(text, at, other.text.slice(at, at + 1 + below(random, 2000)));
  },
  'text appended': ({ target: { text } }, random) =>
    text + oneOf(random, [...WORDS, '\n', ' ', text.slice(-below(random, 400) - 1)]),
  'text prepended': ({ target: { text } }, random) => oneOf(random, WORDS) + text,
  'object written again': ({ target }, random) => updated(target, random, (body) => body),
  'object written with a change': ({ target }, random) =>
    updated(target, random, (body) =>
      put(body, below(random, body.length), String.fromCharCode(32 + below(random, 90))),
    ),
  'object freed': ({ target }, random) => textOf(withUpdate(target, [], { freed: [below(random, target.free)] })),
  'object of another document': ({ target, other }, random) => {
    const number = 1 + below(random, Math.min(target.free, other.free) - 1);
    return textOf(withUpdate(target, [[number, bodyOr(other, number)]]));
  },
  'attachment of another document': ({ target, other }) =>
    textOf(withUpdate(target, [[attachmentOf(target), other.body(attachmentOf(other))]])),
  'signature of another document': ({ target: { text, gap }, other }) =>
    text.slice(0, gap.from) + other.text.slice(other.gap.from, other.gap.to) + text.slice(gap.to),
  'signature dictionary of another document': ({ target, other }) =>
    textOf(withUpdate(target, [[target.signature, other.body(other.signature)]])),
  'inside /Contents': ({ target: { text } }, random) => {
    const gap = oneOf(random, gapsOf(text));
    return put(text, gap.from + below(random, gap.to - gap.from), oneOf(random, [...'0123456789abcdefABCDEF <>%\n\0']));
  },
  'case of digits in /Contents': ({ target: { text } }, random) => {
    const gap = oneOf(random, gapsOf(text));
    const letters = [...text.slice(gap.from, gap.to).matchAll(/[a-f]/gi)].map(({ index }) => gap.from + index);
    const at = oneOf(random, letters);
    const letter = text[at] ?? '';
    return put(text, at, letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());
  },
  'padding of /Contents': ({ target: { text } }, random) =>
    put(
      text,
      oneOf(random, gapsOf(text)).to - 2 - below(random, 200),
      oneOf(random, ['1', ' ', 'ff', '>', '<', '00>']),
    ),
  'around the CMS in /Contents': ({ target: { text } }, random) => {
    const { from, to } = oneOf(random, gapsOf(text));
    const end = from + text.slice(from, to).replace(/0*>$/, '').length;
    return put(text, end - 40 + below(random, 120), oneOf(random, [...'123456789abcdef']));
  },
  'octet of a time-stamp': ({ target: { text } }, random) => {
    const at = oneOf(random, stampsIn(text));
    return put(text, at - 200 + 2 * below(random, 3000), below(random, 256).toString(16).padStart(2, '0'));
  },
  'octets added to a time-stamp': ({ target: { text } }, random) => {
    const at = oneOf(random, stampsIn(text)) + 2 * below(random, 1500);
    return put(text, at, oneOf(random, ['0500', '3000', '00', '040100', '310030']), 0);
  },
  'cross-reference entry': ({ target: { text } }, random) => {
    const table = text.lastIndexOf('xref\n', text.lastIndexOf('startxref') - 1);
    const rows = [...text.slice(table).matchAll(/\d{10} \d{5} [nf]/g)].map(({ index }) => table + index);
    const at = oneOf(random, rows);
    return put(text, at + oneOf(random, [0, 3, 7, 9, 12, 15, 17]), oneOf(random, ['1', '9', 'f', 'n', ' ']));
  },
  'entries exchanged': ({ target: { text } }, random) => {
    const table = text.lastIndexOf('xref\n', text.lastIndexOf('startxref') - 1);
    const rows = [...text.slice(table).matchAll(/\d{10} \d{5} n/g)].map(({ index }) => table + index);
    const [one, two] = [oneOf(random, rows), oneOf(random, rows)];
    return put(put(text, one, text.slice(two, two + 18)), two, text.slice(one, one + 18));
  },
  startxref: ({ target: { text } }, random) => {
    const at = /startxref\s+/.exec(text.slice(text.lastIndexOf('startxref')))?.[0].length ?? 0;
    return put(text, text.lastIndexOf('startxref') + at + below(random, 5), String(below(random, 10)));
  },
  trailer: ({ target: { text } }, random) => {
    const at = text.lastIndexOf('trailer');
    return put(text, at + below(random, text.length - at), String.fromCharCode(32 + below(random, 90)));
  },
  'byte range': ({ target: { text } }, random) => {
    const at = text.indexOf('/ByteRange');
    return put(text, at + 10 + below(random, 40), oneOf(random, [...'0123456789 -+.[]']));
  },
};

/** Updates take ten times as long to judge as edits: every value of two revisions is compared. */
const isUpdate = (kind: string) => /^object|^attachment|^signature dictionary/.test(kind);
export const UPDATES = Object.keys(MUTATORS).filter(isUpdate);
export const EDITS = Object.keys(MUTATORS).filter((kind) => !isUpdate(kind));

/** One edit of a document, of the kind of that name; never the document as it was. */
export function mutate(kind: string, mutable: Mutable, random: Random): Uint8Array {
  const edit = MUTATORS[kind];
  if (edit === undefined) throw new Error(`no mutation "${kind}"`);
  for (let tries = 0; tries < 100; tries += 1) {
    const text = edit(mutable, random);
    if (text !== mutable.target.text) return latin1Bytes(text);
  }
  throw new Error(`"${kind}" changes nothing`);
}

type Span = { readonly from: number; readonly to: number };

/** Where the signature values stand, the seal's and those of document time-stamps, delimiters included. */
const gapsOf = (text: string): readonly Span[] =>
  [...text.matchAll(/\/Contents\s*(<[0-9A-Fa-f]{1000,}>)/g)].map((found) => {
    const to = found.index + found[0].length;
    return { from: to - (found[1]?.length ?? 0), to };
  });

/** Where what time-stamps say begins (id-ct-TSTInfo, RFC 3161 2.4.2): in the token of the seal and in document time-stamps. */
const stampsIn = (text: string): readonly number[] =>
  [...text.matchAll(/060b2a864886f70d0109100104/gi)].map(({ index }) => index);

/** For hundreds of kilobytes, thousands of times. */
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function updated(target: Target, random: Random, change: (body: string) => string): string {
  const number = 1 + below(random, target.free - 1);
  return textOf(withUpdate(target, [[number, change(bodyOr(target, number))]]));
}

function bodyOr(target: Target, number: number): string {
  try {
    return target.body(number);
  } catch {
    return 'null';
  }
}

function attachmentOf({ text }: Target): number {
  const found = /\/EF\s*<<[^>]*?\/F (\d+) 0 R/.exec(text);
  if (found === null) throw new Error('no attachment');
  return Number(found[1]);
}
