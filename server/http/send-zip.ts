import { once } from 'node:events';
import type { Response } from 'express';
import { Zip, ZipPassThrough } from 'fflate';

/** One file of an archive. */
export type ZipFile = { readonly name: string; readonly bytes: Uint8Array };

/** What no file of an archive is called: a path, or anything that a file system takes for more than a name. */
const HARMLESS = /^(?!\.)[\p{L}\p{N}._ -]{1,100}$/u;

/**
 * Sends files as one archive while they are read, no faster than they are taken. They are stored as they are: PDFs are packed
 * already. Ends the connection where a file cannot be read, so that half an archive is not taken for a whole one.
 */
export async function sendZip(response: Response, name: string, files: AsyncIterable<ZipFile>): Promise<void> {
  response.attachment(name).type('application/zip');
  const zip = new Zip((fault, chunk, isLast) => {
    if (fault) return response.destroy(fault);
    response.write(chunk);
    if (isLast) response.end();
  });
  try {
    for await (const file of files) {
      if (!HARMLESS.test(file.name)) throw new Error('a file of an archive has no harmless name');
      const entry = new ZipPassThrough(file.name);
      zip.add(entry);
      entry.push(file.bytes, true);
      if (response.destroyed) return;
      if (response.writableNeedDrain) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    zip.end();
  } catch (fault) {
    response.destroy(fault instanceof Error ? fault : undefined);
  }
}
