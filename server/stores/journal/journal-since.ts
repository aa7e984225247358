import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { JournalReading } from '../../ports/journal.ts';
import { holds, holdsAll, numbersOf } from './audit-news.ts';
import { higherMarks } from './marks-file.ts';
import { readJournal } from './read-journal.ts';

/**
 * What a journal tells that a database does not know. It is complete from the last mark of the journal that the database
 * has come to, unless the journal was begun anew after it.
 * @throws {JournalFault} `journal-damaged`
 */
export async function journalSince(file: string, auditLog: Pick<AuditLog, 'list'>): Promise<JournalReading> {
  let missing: RecordedEntry[] = [];
  let isComplete = false;
  let numbers: JournalReading['numbers'] = [];
  for await (const { line } of readJournal(file)) {
    if (line.kind === 'entry') {
      const { entry } = line;
      if (entry.action === 'issue-confirmation') numbers = higherMarks(numbers, numbersOf([entry]));
      if (!(await holds(auditLog, entry.stream, entry))) missing.push(entry);
    } else if (await holdsAll(auditLog, line.heads)) {
      missing = [];
      isComplete = true;
    } else if (line.kind === 'begun') isComplete = false;
  }
  return { missing, numbers, isComplete };
}
