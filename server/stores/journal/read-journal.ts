import { open } from 'node:fs/promises';
import { damaged, type JournalLine, NO_LINE, readLine } from './journal-lines.ts';

/** A place in a journal: how many bytes come before it, and the hash of the line that ends there. */
export type JournalPlace = { readonly bytes: number; readonly hash: string };

export const JOURNAL_START: JournalPlace = { bytes: 0, hash: NO_LINE };

export type PlacedLine = { readonly line: JournalLine; readonly end: JournalPlace };

/** Longest line, in bytes: an act on a thousand vehicles takes about 20,000. */
const MAX_LINE_BYTES = 1_048_576;
const CHUNK_BYTES = 65_536;
const LINE_FEED = 10;

/**
 * The lines of a journal after a place, each checked against the one before. A last line without its end was being written
 * when its process died and was never answered for: it is left out.
 * @throws {JournalFault} `journal-damaged`, and the error of open(2)
 */
export async function* readJournal(file: string, after: JournalPlace = JOURNAL_START): AsyncGenerator<PlacedLine> {
  const handle = await open(file, 'r');
  try {
    let { bytes, hash } = after;
    let rest: Buffer = Buffer.alloc(0);
    for (let position = bytes; ; ) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      for (let feed = rest.indexOf(LINE_FEED); feed >= 0; feed = rest.indexOf(LINE_FEED)) {
        const read = readLine(rest.subarray(0, feed).toString('utf8'), hash, `${file} at byte ${bytes}`);
        rest = rest.subarray(feed + 1);
        bytes += feed + 1;
        hash = read.hash;
        yield { line: read.line, end: { bytes, hash } };
      }
      if (rest.length > MAX_LINE_BYTES) throw damaged(`${file} at byte ${bytes}`);
    }
  } finally {
    await handle.close();
  }
}
