import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileDurablyAsync } from '../../files/durable-files.ts';
import { JournalFault, type Marks } from '../../ports/journal.ts';
import type { JournalPlace } from './read-journal.ts';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);

const MARKS = z.strictObject({
  format: z.literal('vinseal.marks.v1'),
  numbers: z.array(z.strictObject({ makerCode: z.string(), year: z.int(), sequence: z.int().min(0) })),
  heads: z.record(z.string(), z.strictObject({ position: z.int().min(1), hash: HASH })),
  /** How often they were begun anew after a restore. */
  restarts: z.int().min(0).default(0),
  /** The journal outside, and how far it was written; null where there is none. */
  journal: z.strictObject({ file: z.string().min(1), bytes: z.int().min(0), hash: HASH }).nullable(),
});

/** What lies beside the database: how far it had come, and where its journal is. */
export type KeptMarks = Marks & {
  readonly restarts: number;
  readonly journal: ({ readonly file: string } & JournalPlace) | null;
};

export const NO_MARKS: KeptMarks = { numbers: [], heads: {}, restarts: 0, journal: null };

/** The marks beside a database; none where there is no such file. @throws {JournalFault} `journal-damaged` */
export async function readMarks(file: string): Promise<KeptMarks> {
  const text = await readFile(file, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return null;
    throw fault;
  });
  if (text === null) return NO_MARKS;
  try {
    const { numbers, heads, restarts, journal } = MARKS.parse(JSON.parse(text));
    return { numbers, heads, restarts, journal };
  } catch (cause) {
    throw new JournalFault(
      'journal-damaged',
      `${file} cannot be read: move it away; it is made anew, and the journal tells whether the database is an older one`,
      {
        cause,
      },
    );
  }
}

/** Replaces the marks; a crash leaves the old ones or the new. */
export async function saveMarks(file: string, { numbers, heads, restarts, journal }: KeptMarks): Promise<void> {
  const content = MARKS.parse({ format: 'vinseal.marks.v1', numbers, heads, restarts, journal });
  await writeFileDurablyAsync(file, new TextEncoder().encode(`${JSON.stringify(content)}\n`), 0o600);
}

/** The higher mark of each maker and year. */
export function higherMarks(one: Marks['numbers'], other: Marks['numbers']): Marks['numbers'] {
  const highest = new Map<string, Marks['numbers'][number]>();
  for (const mark of [...one, ...other]) {
    const key = `${mark.makerCode} ${mark.year}`;
    const known = highest.get(key);
    if (known === undefined || known.sequence < mark.sequence) highest.set(key, mark);
  }
  return [...highest.values()];
}
