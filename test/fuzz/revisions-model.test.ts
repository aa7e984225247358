import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { latin1Bytes, onePage, type PdfWriter } from '../support/pdf-writer.ts';

/** What a writer does in one revision: objects written plain, objects within a stream, objects freed. */
type Written = {
  readonly plain: ReadonlyMap<number, number>;
  readonly packed: ReadonlyMap<number, number>;
  readonly freed: readonly number[];
  readonly form: 'table' | 'stream';
};

const FIRST = 10;
const NUMBERS = fc.integer({ min: FIRST, max: FIRST + 7 });
const objects = fc
  .uniqueArray(fc.tuple(NUMBERS, fc.integer({ min: -1000, max: 1000 })), {
    maxLength: 6,
    selector: ([number]) => number,
  })
  .map((list) => new Map(list));

const revision = fc
  .record({
    plain: objects,
    packed: objects,
    freed: fc.uniqueArray(NUMBERS, { maxLength: 3 }),
    form: fc.constantFrom('table' as const, 'stream' as const),
  })
  .map(({ plain, packed, freed, form }): Written => {
    const inStreams = form === 'stream' ? [...packed].filter(([number]) => !plain.has(number)) : [];
    const used = new Set([...plain.keys(), ...inStreams.map(([number]) => number)]);
    const gone = form === 'table' ? freed.filter((number) => !used.has(number)) : [];
    return { plain, packed: new Map(inStreams), freed: gone, form };
  });

/** The file, and the objects that each revision must be found to have. */
function build(list: readonly Written[]): { readonly text: string; readonly model: readonly Map<number, number>[] } {
  const writer = onePage().object(150, 'null').table();
  const model: Map<number, number>[] = [];
  let state = new Map<number, number>();
  list.forEach((written, index) => {
    write(writer, written, 100 + 2 * index);
    state = new Map([...state, ...written.plain, ...written.packed]);
    for (const number of written.freed) state.delete(number);
    model.push(state);
  });
  return { text: writer.text, model };
}

/** @param next a number for the streams of this revision, and the one after it */
function write(writer: PdfWriter, { plain, packed, freed, form }: Written, next: number): void {
  for (const [number, value] of plain) writer.object(number, `[${value}]`);
  if (form === 'table') {
    writer.table({ freed: [...freed] });
    return;
  }
  const inner = [...packed].map(([number, value]): [number, string] => [number, `[${value}]`]);
  if (inner.length > 0) writer.objectStream(next, inner);
  writer.xrefStream(next + 1);
}

function valuesOf(file: PdfFile, index: number): Map<number, unknown> {
  const numbers = file.objects.numbers(index).filter((number) => number >= FIRST && number < 100);
  return new Map(
    numbers
      .sort((a, b) => a - b)
      .map((number) => {
        const value = file.objects.object(number, index)?.value;
        return [number, Array.isArray(value) ? value[0] : value];
      }),
  );
}

test('whatever a writer did, each revision has the objects that it left there, and nothing is suspicious', () => {
  fc.assert(
    fc.property(fc.array(revision, { minLength: 1, maxLength: 6 }), (list) => {
      const { text, model } = build(list);
      const file = openPdf(latin1Bytes(text));
      expect(file.findings.remarks).toEqual([]);
      expect(file.revisions).toHaveLength(list.length + 1);
      model.forEach((objectsThen, index) => {
        const expected = new Map([...objectsThen].sort(([a], [b]) => a - b));
        expect(valuesOf(file, index + 1)).toEqual(expected);
      });
    }),
    { seed: 20260105, numRuns: 200 },
  );
});

test('a revision that is cut off leaves the revisions before it as they were', () => {
  fc.assert(
    fc.property(fc.array(revision, { minLength: 2, maxLength: 5 }), (list) => {
      const shorter = build(list.slice(0, -1));
      const { text } = build(list);
      const [long, short] = [openPdf(latin1Bytes(text)), openPdf(latin1Bytes(shorter.text))];
      expect(text.startsWith(shorter.text)).toBe(true);
      for (const { index } of short.revisions) expect(valuesOf(long, index)).toEqual(valuesOf(short, index));
    }),
    { seed: 20260105, numRuns: 200 },
  );
});
