import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { flushFolder } from '../../files/durable-files.ts';
import { JournalFault, type NumberMark } from '../../ports/journal.ts';
import { type Heads, headsOf, numbersOf } from './audit-news.ts';
import { damaged, type JournalLine, writeLines } from './journal-lines.ts';
import { JOURNAL_START, type JournalPlace, readJournal } from './read-journal.ts';

/** The end of a journal: its last whole line, and how far the audit log had come by then. */
export type JournalEnd = {
  readonly place: JournalPlace;
  readonly heads: Heads;
  /** Of the lines that were not known. */
  readonly numbers: readonly NumberMark[];
};

/**
 * The end of a journal that was known up to a place: a process may have written on and died before it could say so.
 * @throws {JournalFault} `journal-missing`, `journal-damaged`
 */
export async function endOfJournal(file: string, known: Omit<JournalEnd, 'numbers'>): Promise<JournalEnd> {
  const size = await sizeOf(file);
  if (size === null && known.place.bytes > 0)
    throw new JournalFault(
      'journal-missing',
      `The journal ${file} is not there: put it back, or name the file where it is now with VINSEAL_JOURNAL`,
    );
  if (size !== null && size < known.place.bytes) throw damaged(file);
  let { place, heads } = known;
  const numbers: NumberMark[] = [];
  if (size === null || size === place.bytes) return { ...known, numbers };
  for await (const { line, end } of readJournal(file, place)) {
    place = end;
    heads = line.kind === 'entry' ? { ...heads, ...headsOf([line.entry]) } : line.heads;
    if (line.kind === 'entry') numbers.push(...numbersOf([line.entry]));
  }
  return { place, heads, numbers };
}

/** The end of a journal of which nothing is known; null where there is none, or an empty one. */
export async function endOfOtherJournal(file: string): Promise<JournalEnd | null> {
  if (((await sizeOf(file)) ?? 0) === 0) return null;
  return endOfJournal(file, { place: JOURNAL_START, heads: {} });
}

async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return null;
    throw fault;
  });
  return found?.size ?? null;
}

/**
 * Writes lines after the last whole one, durably, over what a dying process left unfinished.
 * @throws {JournalFault} `journal-not-writable`
 */
export async function appendLines(
  file: string,
  place: JournalPlace,
  lines: readonly JournalLine[],
): Promise<JournalPlace> {
  if (lines.length === 0) return place;
  const { text, hash } = writeLines(lines, place.hash);
  const bytes = Buffer.from(text);
  try {
    const handle = await open(file, place.bytes === 0 ? 'a+' : 'r+', 0o600);
    try {
      await handle.truncate(place.bytes);
      await handle.write(bytes, 0, bytes.length, place.bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (place.bytes === 0) await flushFolder(path.dirname(file));
  } catch (cause) {
    throw new JournalFault(
      'journal-not-writable',
      `The journal ${file} cannot be written (${cause instanceof Error ? cause.message : String(cause)}): give this user the right to write it, and room on its disk`,
      { cause },
    );
  }
  return { bytes: place.bytes + bytes.length, hash };
}
