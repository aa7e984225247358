import { inflate as inflateWithin } from '#core/pdf/syntax/inflate.ts';
import { Budget, exceeded, LIMITS } from '#core/pdf/syntax/limits.ts';
import { entry, isArray, type PdfDict } from '#core/pdf/syntax/values.ts';
import { ContentReader } from './content-reader.ts';
import { type Inflate, openPlainFile, type PlainFile, plainPages, streamAt } from './plain-file.ts';

/** UTF-16 units of text over all pages. */
const MAX_CHARACTERS = 4_000_000;

/**
 * The text of each page of a document that was just typeset, in the order of the content stream, a line feed before each
 * text object: what `readPageText` finds, but for white space and the order of letters that run from right to left (here
 * that of the page, from left to right). It is fast because it knows only what the typesetter writes and refuses
 * everything else: text that is invisible, white, clipped or transparent, fonts that do not say what their glyphs mean.
 * What a glyph shows counts; an /ActualText that says otherwise is ignored, as pdf.js does.
 * @param inflate a faster decompressor than the own one, where there is one
 * @throws PdfReadError `file-malformed` for whatever it does not understand, `limit-exceeded`
 */
export function readTypesetText(bytes: Uint8Array, inflate: Inflate = inflateSlowly): readonly string[] {
  const file = openPlainFile(bytes, inflate);
  const reader = new ContentReader(file);
  let characters = 0;
  return plainPages(file).map((page) => {
    const text = reader.read(pageContent(file, page), file.dictAt(page, 'Resources'));
    characters += text.length;
    if (characters > MAX_CHARACTERS) throw exceeded('values');
    return text;
  });
}

/** The parts of a page's content are one stream, parted where a token may end (ISO 32000-2, 7.8.2). */
function pageContent(file: PlainFile, page: PdfDict): Uint8Array {
  const contents = file.resolve(entry(page, 'Contents'));
  if (contents === null) return new Uint8Array();
  const parts = (isArray(contents) ? contents : [contents]).map((part) => file.decode(streamAt(file, part)));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
    whole[at++] = 10;
  }
  return whole;
}

function inflateSlowly(zlib: Uint8Array, most: number): Uint8Array {
  return inflateWithin(zlib, new Budget({ ...LIMITS, inflatedBytes: most }, zlib.length));
}
