import { hash } from 'node:crypto';
import { z } from 'zod';
import type { ChainHead, RecordedEntry } from '../../model/access/audit-entry.ts';
import { JournalFault } from '../../ports/journal.ts';

/** Lines of a journal: the SHA-256 of the former line's hash and this line's text, a space, the text, a line feed. */

const FORMAT = 'vinseal.journal.v1';
/** What the first line names as the hash before it. */
export const NO_LINE = '0'.repeat(64);

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const HEAD = z.strictObject({ position: z.int().min(1), hash: HASH });
const HEADS = z.record(z.string(), HEAD);

const ENTRY = z.strictObject({
  stream: z.string(),
  position: z.int().min(1),
  previous: HASH,
  hash: HASH,
  at: z.string(),
  actor: z.strictObject({
    kind: z.enum(['person', 'key', 'operator', 'service', 'named']),
    id: z.string(),
    name: z.string(),
  }),
  action: z.string(),
  phase: z.enum(['intended', 'succeeded', 'failed', 'recorded']),
  subject: z.strictObject({ kind: z.string(), id: z.string() }),
  detail: z.record(z.string(), z.string()),
});

const LINE = z.discriminatedUnion('kind', [
  /** Where the chains of the audit log ended when the journal began: what came before is not in it. */
  z.strictObject({ kind: z.literal('begun'), format: z.literal(FORMAT), heads: HEADS }),
  /** Where they ended when the database had been set back and what the journal told was done again. */
  z.strictObject({ kind: z.literal('restored'), format: z.literal(FORMAT), heads: HEADS }),
  z.strictObject({ kind: z.literal('entry'), entry: ENTRY }),
]);

export type JournalLine =
  | { readonly kind: 'begun' | 'restored'; readonly heads: Readonly<Record<string, ChainHead>> }
  | { readonly kind: 'entry'; readonly entry: RecordedEntry };

/** The text of lines that follow the one with hash `last`, and the hash of the last of them. */
export function writeLines(
  lines: readonly JournalLine[],
  last: string,
): { readonly text: string; readonly hash: string } {
  let previous = last;
  const written = lines.map((line) => {
    const content = JSON.stringify(line.kind === 'entry' ? line : { ...line, format: FORMAT });
    previous = hashOf(previous, content);
    return `${previous} ${content}\n`;
  });
  return { text: written.join(''), hash: previous };
}

/** One line without its line feed, and its hash. @throws {JournalFault} `journal-damaged` where it does not follow `last` */
export function readLine(
  text: string,
  last: string,
  place: string,
): { readonly line: JournalLine; readonly hash: string } {
  const [own = '', content = ''] = [text.slice(0, 64), text.slice(65)];
  if (own !== hashOf(last, content)) throw damaged(place);
  try {
    return { line: LINE.parse(JSON.parse(content)), hash: own };
  } catch (cause) {
    throw damaged(place, cause);
  }
}

/** The fault of a journal that cannot be relied on. */
export function damaged(place: string, cause?: unknown): JournalFault {
  return new JournalFault(
    'journal-damaged',
    `The journal ${place} was changed, cut or damaged: put back its last good copy, or name a new file with VINSEAL_JOURNAL after finding out what happened`,
    { cause },
  );
}

function hashOf(previous: string, content: string): string {
  return hash('sha256', `${previous} ${content}`, 'hex');
}
