import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import type { View } from '#core/pdf/revisions/view.ts';
import { isXmpPacket } from '#core/pdf/revisions/xmp-packet.ts';
import { entry, isDict, isStream, isString, nameOf, type PdfStream } from '#core/pdf/syntax/values.ts';

/** Texts about the document are not shown on its pages (ISO 32000-2, 14.3.3). Nothing else may hide among them. */
export const documentInformationRule: Rule = ({ place, after }, view) => {
  if (place !== 'information' || view.permissions.profile === 'sealed') return null;
  const next = view.after(after);
  // pypdf leaves it out of the trailers that it appends.
  if (next === null) return ALLOWED;
  if (!isDict(next)) return null;
  const values = [...next.entries.values()].map(view.after);
  return values.every((value) => isString(value) || nameOf(value) !== null) ? ALLOWED : null;
};

/** XMP metadata: one stream of that kind (ISO 32000-2, 14.3.2). */
export const metadataRule: Rule = ({ place, after }, view) => {
  if (place !== 'metadata' || view.permissions.profile === 'sealed') return null;
  const next = view.after(after);
  if (!isStream(next)) return null;
  const [type, subtype] = ['Type', 'Subtype'].map((key) => nameOf(view.after(entry(next.dict, key))));
  return type === 'Metadata' && subtype === 'XML' && isXmpPacket(decoded(view, next)) ? ALLOWED : null;
};

function decoded(view: View, stream: PdfStream): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(view.file.decode(stream));
  } catch {
    return null;
  }
}
