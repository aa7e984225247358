import { latin1Bytes, latin1Text } from './pdf-writer.ts';
import { update } from './signed-document.ts';

/** A document that the product made with an update appended, which keeps what its trailer says. */
export function updatedDocument(pdf: Uint8Array, objects: readonly (readonly [number, string])[]): Uint8Array {
  const text = latin1Text(pdf);
  const [, trailer = ''] =
    /trailer\s*<<([\s\S]*?)>>\s*startxref\s+\d+\s+%%EOF\s*$/.exec(text.slice(text.lastIndexOf('trailer'))) ?? [];
  const updated = update(text, { objects, trailer: trailer.replace(/\/(?:Size|Prev) \d+/g, '') });
  const former = Number(/\/Size (\d+)/.exec(trailer)?.[1] ?? 60);
  const size = Math.max(former, ...objects.map(([number]) => number + 1));
  return latin1Bytes(text + updated.slice(text.length).replace('<</Size 60', `<</Size ${size}`));
}

/** The same with an action that the catalog begins with: a change that no signature allows. */
export function withForbiddenChange(pdf: Uint8Array): Uint8Array {
  const [number, body] = catalogOf(latin1Text(pdf));
  return updatedDocument(pdf, [[number, body.replace(/>>\s*$/, '/OpenAction<</S/URI/URI(x)>>>>')]]);
}

/** Number and body of the catalog. */
function catalogOf(text: string): readonly [number, string] {
  const number = Number(/\/Root (\d+) 0 R/.exec(text)?.[1]);
  const [, body = ''] = new RegExp(`\\n${number} 0 obj\\s*([\\s\\S]*?)\\s*endobj`).exec(text) ?? [];
  return [number, body];
}
