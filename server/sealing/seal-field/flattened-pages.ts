import { PDFName, PDFNumber, PDFRawStream, type PDFRef } from 'pdf-lib';
import { ascii } from '#core/bytes/ascii.ts';
import { LIMITS } from '#core/pdf/syntax/limits.ts';
import type { Inflate } from '../typeset-text/plain-file.ts';
import { flattenTextRuns } from './flatten-text-runs.ts';
import { dictOf, refAt, streamOf, type TypesetPdf } from './typeset-pdf.ts';

/** FlateDecode in both directions (RFC 1950), synchronous: the platform's own is faster than any here. */
export type Flate = { readonly inflate: Inflate; readonly deflate: (bytes: Uint8Array) => Uint8Array };

/** A page with anything but ASCII, in a name of its template say, stays as it is. */
const NOT_ASCII = /[\u0080-\uffff]/;

/** The contents of these pages of a typeset file, with text runs flattened, by object number. */
export function flattenedPages(
  file: TypesetPdf,
  pages: readonly PDFRef[],
  { inflate, deflate }: Flate,
): ReadonlyMap<number, PDFRawStream> {
  const decoder = new TextDecoder();
  const streams = new Map<number, PDFRawStream>();
  for (const page of pages) {
    const contents = refAt(dictOf(file, page), 'Contents');
    const { dict, contents: deflated } = streamOf(file, contents);
    if (dict.get(PDFName.of('Filter')) !== PDFName.of('FlateDecode')) continue;
    const content = decoder.decode(inflate(deflated, LIMITS.inflatedBytes));
    if (NOT_ASCII.test(content)) continue;
    const flattened = deflate(ascii(flattenTextRuns(content)));
    dict.set(PDFName.of('Length'), PDFNumber.of(flattened.length));
    streams.set(contents.objectNumber, PDFRawStream.of(dict, flattened));
  }
  return streams;
}
