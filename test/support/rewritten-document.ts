import { fillByteRange } from '#core/pdf/additions/fill-byte-range.ts';
import type { UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import { printFile } from '#core/pdf/exact/print-file.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { latin1Bytes } from './pdf-writer.ts';

/** Texts of objects that are replaced, and bodies of objects that are added: `@1`, `@2` … name the added ones. */
export type Rewriting = {
  readonly replace: readonly (readonly [from: string | RegExp, to: string])[];
  readonly add?: readonly string[];
};

/**
 * A document that is complete but for its signature, with something in it that no writer of ours puts there, and printed
 * as this product prints: what a maker's own key could seal.
 */
export function rewrittenDocument(unsealed: UnsealedDocument, { replace, add = [] }: Rewriting) {
  const { bytes, bodies } = printFile(openPdf(unsealed.pdf));
  const text = Buffer.from(bytes).toString('latin1');
  const xref = text.lastIndexOf('\nxref\n') + 1;
  const trailer = text.slice(text.indexOf('trailer\n', xref), text.lastIndexOf('startxref'));
  const first = bodies.size + 1;
  const named = (body: string) => body.replace(/@(\d)/g, (_all, index: string) => `${first + Number(index) - 1} 0 R`);
  const starts = [...bodies.values()];
  const found = starts.map((from, index) => {
    const next = starts[index + 1];
    const end = text.lastIndexOf('\nendobj', next ?? xref);
    return text.slice(from, end);
  });
  let objects = found;
  for (const [from, to] of replace) {
    const changed = objects.map((body) => body.replace(from, named(to)));
    if (changed.every((body, index) => body === objects[index])) throw new Error(`nothing like ${from}`);
    objects = changed;
  }
  objects = [...objects, ...add.map(named)];
  let written = text.slice(0, (starts[0] ?? 0) - '1 0 obj\n'.length);
  const offsets = objects.map((body, index) => {
    const at = written.length;
    written += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  const sized = trailer.replace(/\/Size \d+/, `/Size ${objects.length + 1}`);
  const whole = `${written}${table}${sized}startxref\n${written.length}\n%%EOF\n`;
  const signature = objects.findIndex((body) => body.includes('/ByteRange')) + 1;
  return fillByteRange(printFile(openPdf(latin1Bytes(whole))), signature);
}
