import { underFileLock } from '../../files/file-lock.ts';
import { isKeptOutside } from '../../model/access/kept-outside.ts';
import { type Journal, JournalFault } from '../../ports/journal.ts';
import { holdsAll, newsSince, numbersOf, type ReadableLog } from './audit-news.ts';
import { type FollowedHeads, followHeads } from './followed-heads.ts';
import { appendLines, endOfJournal, endOfOtherJournal, type JournalEnd } from './journal-file.ts';
import type { JournalLine } from './journal-lines.ts';
import { higherMarks, type KeptMarks, readMarks, saveMarks } from './marks-file.ts';
import { JOURNAL_START } from './read-journal.ts';

export type JournalOptions = {
  /** The marks beside the database; `<file>.lock` lies beside them. */
  readonly marks: string;
  /** The journal outside; null for the one that the marks name, `none` to keep none. */
  readonly file: string | 'none' | null;
  readonly auditLog: ReadableLog;
};

export type OpenedJournal = Journal & {
  /** Begins marks and journal anew from where the audit log is now: after a restore. */
  readonly restart: () => Promise<void>;
  /** Path of the journal; null where none is kept. */
  readonly file: () => Promise<string | null>;
  /** Settles once nothing that was begun, or is to be kept soon, is under way. */
  readonly settled: () => Promise<void>;
};

const LOCK_WAIT_MS = 10_000;
const SOON_MS = 200;

/** What an install keeps outside its database: marks in its data folder, and, where one is named, a journal elsewhere. */
export function openJournal(options: JournalOptions): OpenedJournal {
  const followed = followHeads(options.auditLog);
  let last: Promise<unknown> = Promise.resolve();
  /** A call that waits for its turn keeps what all tell who come until then. */
  let waiting: Promise<void> | null = null;
  /** One after the other in this process; the lock keeps other processes out. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(() => locked(options.marks, work));
    last = turn.catch(() => undefined);
    return turn;
  };
  /** What is to be kept soon waits, so that the next `keep` includes it. */
  let soon: NodeJS.Timeout | null = null;
  const keepInTurn = () => {
    if (soon !== null) clearTimeout(soon);
    soon = null;
    waiting ??= inTurn(() => {
      waiting = null;
      return keep(options, followed);
    }).catch((fault: unknown) => {
      // It may have failed before its turn: the next call takes a turn of its own.
      waiting = null;
      throw fault;
    });
    return waiting;
  };
  return {
    keep: keepInTurn,
    keepSoon: () => {
      soon ??= setTimeout(() => void keepInTurn().catch(() => undefined), SOON_MS).unref();
    },
    standing: async () => {
      const { isOtherHeld, end, marks } = await kept(options);
      const isHeld = isOtherHeld && (await followed.areHeld(end?.heads ?? marks.heads, marks.restarts));
      return isHeld ? 'sound' : 'set-back';
    },
    restart: () => inTurn(() => restart(options)),
    file: async () => fileOf(options, await readMarks(options.marks)),
    settled: async () => {
      if (soon !== null) keepInTurn().catch(() => undefined);
      await last;
    },
  };
}

/** @throws {JournalFault} `journal-not-writable` where the lock cannot be had, too */
async function locked(marks: string, work: () => Promise<void>): Promise<void> {
  let isBegun = false;
  try {
    await underFileLock(`${marks}.lock`, LOCK_WAIT_MS, () => {
      isBegun = true;
      return work();
    });
  } catch (cause) {
    throw isBegun ? cause : notWritable(`${marks}.lock`, cause);
  }
}

type Kept = {
  readonly marks: KeptMarks;
  readonly file: string | null;
  /** Null where no journal is kept, or it is to begin. */
  readonly end: JournalEnd | null;
  /** False where a journal that is not the one of the marks tells of what the database does not have. */
  readonly isOtherHeld: boolean;
};

async function kept({ marks: marksFile, file: named, auditLog }: JournalOptions): Promise<Kept> {
  const marks = await readMarks(marksFile);
  const known = marks.journal;
  const file = fileOf({ file: named }, marks);
  if (file === null) return { marks, file, end: null, isOtherHeld: true };
  if (file === known?.file) {
    const end = await endOfJournal(file, { place: known, heads: marks.heads });
    return { marks, file, end, isOtherHeld: true };
  }
  const other = await endOfOtherJournal(file);
  if (other === null) return { marks, file, end: null, isOtherHeld: true };
  // A journal that was moved goes on; any other one does not know what happened in between.
  if (other.place.hash === known?.hash)
    return { marks, file, end: { ...other, heads: marks.heads }, isOtherHeld: true };
  return { marks, file, end: null, isOtherHeld: await holdsAll(auditLog, other.heads) };
}

function fileOf({ file }: Pick<JournalOptions, 'file'>, { journal }: KeptMarks): string | null {
  const named = file ?? journal?.file ?? null;
  return named === 'none' ? null : named;
}

async function keep(options: JournalOptions, followed: FollowedHeads): Promise<void> {
  const found = await kept(options);
  const { marks, file, end } = found;
  const known = end?.heads ?? marks.heads;
  const seen = followed.seen(marks.restarts);
  const news = await newsSince(options.auditLog, known);
  if (!found.isOtherHeld || news.kind === 'set-back') throw setBack(options.marks);
  if (!followed.areIn(news, known, seen)) throw setBack(options.marks);
  const isCurrent = file === (marks.journal?.file ?? null) && end?.place.bytes === marks.journal?.bytes;
  if (news.entries.length === 0 && isCurrent) return;
  const entries = news.entries.filter(isKeptOutside);
  const lines: readonly JournalLine[] =
    end === null ? [{ kind: 'begun', heads: news.heads }] : entries.map((entry) => ({ kind: 'entry', entry }));
  await save(options, found, lines, news);
}

type Saved = {
  readonly heads: KeptMarks['heads'];
  readonly entries: Parameters<typeof numbersOf>[0];
  readonly restarts?: number;
};

/** The journal first: what the marks say of it is there. */
async function save(
  options: JournalOptions,
  { marks, file, end }: Kept,
  lines: readonly JournalLine[],
  { heads, entries, restarts = marks.restarts }: Saved,
): Promise<void> {
  const start =
    end?.place ?? (file === null ? JOURNAL_START : ((await endOfOtherJournal(file))?.place ?? JOURNAL_START));
  const place = file === null ? null : await appendLines(file, start, lines);
  const next = {
    numbers: higherMarks(marks.numbers, [...(end?.numbers ?? []), ...numbersOf(entries)]),
    heads,
    restarts,
    journal: file === null || place === null ? null : { file, ...place },
  };
  await saveMarks(options.marks, next).catch((cause: unknown) => {
    throw notWritable(options.marks, cause);
  });
}

async function restart(options: JournalOptions): Promise<void> {
  const heads = await options.auditLog.heads();
  const found = await kept(options);
  const restarts = found.marks.restarts + 1;
  await save(options, found, [{ kind: 'restored', heads }], { heads, entries: [], restarts });
}

function notWritable(file: string, cause: unknown): JournalFault {
  const said = cause instanceof Error ? cause.message : String(cause);
  const message = `${file} cannot be written (${said}): give this user the right to write it, and room on its disk`;
  return new JournalFault('journal-not-writable', message, { cause });
}

function setBack(marks: string): JournalFault {
  return new JournalFault(
    'store-set-back',
    `The database is older than ${marks} or the journal says: run "vinseal restore repair", which skips the numbers that may have been given since`,
  );
}
