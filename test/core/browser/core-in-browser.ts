/** What a browser runs of the verification core: bundled by the test, and called in a page. */
import * as pdfJs from 'pdfjs-dist/legacy/build/pdf.mjs';
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import { bytesOfBase64 } from '#core/bytes/base64.ts';
import { inspectWithin } from '#core/validation/inspect-document.ts';
import { readDocument } from '#core/validation/read-document.ts';
import { readPages } from '#core/validation/read-pages.ts';
import { fromPlain, toPlain } from './plain.ts';

/** Judges a file in base64; context and answer are text, as `plain.ts` writes it. */
async function judge(pdf: string, context: string): Promise<string> {
  const bytes = () => bytesOfBase64(pdf);
  const evidence = await readDocument(bytes(), fromPlain(context));
  const pages = await readPages(async () => pdfJs, bytes());
  const inspection = await inspectWithin(bytes(), fromPlain(context));
  return toPlain({ evidence, pages, inspection });
}

Object.assign(globalThis, { judge });
