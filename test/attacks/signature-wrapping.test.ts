import { describe, test } from '@jest/globals';
import { type Answers, attackBench, expectCaught, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { streamText } from '../support/signed-document.ts';
import type { Target } from '../support/target.ts';

/**
 * Signature wrapping attack (SWA): the second part of what was signed is moved back in the file, and the byte range with
 * it; in the room between lies what readers show. The digest is right all the while.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const UNCLEAR: Answers = { verify: 'byte-range-invalid', inspect: 'byte-range-unclear' };

type Shape = { readonly text: string; readonly gap: { readonly from: number; readonly to: number } };

/** Moves what follows /Contents back behind `wedge`; the byte range says so, in the room that it has. */
function wrapped({ text, gap }: Shape, wedge: string): string {
  const tail = text.slice(gap.to);
  const moved = gap.to + wedge.length;
  const head = text.slice(0, gap.from);
  const range = head.lastIndexOf('/ByteRange');
  const list = /\[[^\]]*\]/.exec(head.slice(range));
  const width = list?.[0].length ?? 0;
  const at = range + (list?.index ?? 0);
  const numbers = `[0 ${gap.from} ${moved} ${tail.length}`;
  const pinned = `${head.slice(0, at)}${numbers.padEnd(width - 1)}]${head.slice(at + width)}`;
  return pinned + text.slice(gap.from, gap.to) + wedge + tail;
}

const BROKEN: Answers = { verify: 'file-malformed', inspect: 'file-malformed' };

/** What a forger puts into the room, and what it comes to while `startxref` is left alone. */
const WEDGES: readonly (readonly [string, Answers, (target: Pick<Target, 'content' | 'text'>) => string])[] = [
  ['white space', BROKEN, () => ' '.repeat(64)],
  ['a NUL', UNCLEAR, () => '\0'],
  ['a comment', BROKEN, () => '%wedge\n'],
  [
    'an object',
    BROKEN,
    ({ content }) => `>>\nendobj\n${content} 0 obj\n${streamText('', 'BT (forged) Tj ET')}\nendobj\n`,
  ],
  ['a second /Contents', BROKEN, () => '/Contents<00>'],
  [
    'a section of its own',
    BROKEN,
    ({ text }) =>
      `>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\nstartxref\n${text.length}\n%%EOF\n`,
  ],
];

describe('the tail moved back, the byte range adjusted', () => {
  test.each(WEDGES)('behind %s', async (_name, answers, wedge) => {
    await expectCaught(bench, latin1Bytes(wrapped(bench.target, wedge(bench.target))), answers);
  });

  test.each(WEDGES)('behind %s, and startxref with it', async (_name, _answers, wedge) => {
    const made = wedge(bench.target);
    const text = wrapped(bench.target, made).replace(/startxref\s+(\d+)(?=\s+%%EOF\s*$)/, (_whole, at) => {
      return `startxref\n${Number(at) + made.length}`;
    });
    await expectCaught(bench, latin1Bytes(text), UNCLEAR);
  });

  test('behind zeros, which end the dictionary in an error', async () => {
    await expectCaught(bench, latin1Bytes(wrapped(bench.target, '0'.repeat(64))), BROKEN);
  });
});

describe('the gap widened into what was signed', () => {
  const shifted = ({ text, gap }: Shape, from: number, to: number) => {
    const range = /\/ByteRange\s*\[[^\]]*\]/.exec(text);
    if (range === null) throw new Error('no byte range');
    const numbers = `/ByteRange [0 ${gap.from + from} ${gap.to + to} ${text.length - gap.to - to}`;
    return text.replace(range[0], `${numbers.padEnd(range[0].length - 1)}]`);
  };

  test.each([
    [-1, 0],
    [0, 1],
    [-10, 0],
    [0, 2],
    [-40, 40],
    [1, -1],
    [2, 0],
    [0, -2],
  ])('by %i and %i bytes', async (from, to) => {
    await expectCaught(bench, latin1Bytes(shifted(bench.target, from, to)), UNCLEAR);
  });
});

describe('two strings in one dictionary', () => {
  /** The signed string lies in another key; /Contents is somebody else's. */
  test.each<[string, string, (text: string) => string]>([
    ['the signed one under another key', 'byte-range-unclear', (text) => text.replace('/Contents<', '/Kontents<')],
    [
      'a second /Contents before it',
      'duplicate-key',
      (text) => text.replace('/M(D:20260105093000Z)', '/Contents<00>'.padEnd(22)),
    ],
    [
      'a second /Contents with an escape before it',
      'duplicate-key',
      (text) => text.replace('/M(D:20260105093000Z)', '/C#6fntents<00>'.padEnd(22)),
    ],
  ])('%s', async (_name, code, change) => {
    await expectForeignCaught(bench, change(foreign.signed(null)), code);
  });
});

describe('the signed bytes kept as an attachment of another file', () => {
  test('the whole signed file within a stream of a larger one', async () => {
    const whole = streamText('', bench.target.text);
    const text = `%PDF-1.7\n1 0 obj\n${whole}\nendobj\n${bench.target.text}`;
    await expectCaught(bench, latin1Bytes(text), { verify: 'file-malformed', inspect: 'file-malformed' });
  });
});
