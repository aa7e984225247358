import type { AuditLog } from '../../ports/audit-log.ts';
import type { DocumentFiles } from '../../ports/document-files.ts';
import { MoveFault } from '../../ports/move-fault.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import { copyRecords } from '../../stores/dump/copy-records.ts';
import { type Digest, differences, type Inspection, inspectView } from '../../stores/dump/inspect-view.ts';
import { RecordNotWhole, type StoreTarget, type StoreView } from '../../stores/dump/store-view.ts';
import { openJournal } from '../../stores/journal/open-journal.ts';
import type { DataPaths } from '../install-options.ts';
import { checkDocuments, copyDocuments } from './copy-documents.ts';
import type { MoveReport, MoveStep } from './move-request.ts';

/** What an inspection must find before anything is moved. @throws {MoveFault} */
export async function inspectSound(view: StoreView): Promise<Inspection> {
  const found = await inspectView(view).catch((fault: unknown) => {
    if (!(fault instanceof RecordNotWhole)) throw fault;
    throw new MoveFault(
      'move-record-damaged',
      `a record of ${fault.table} is not whole (${fault.key}): restore the registry from a backup, then try again`,
      { cause: fault },
    );
  });
  const [chain] = found.brokenChains;
  if (chain !== undefined)
    throw new MoveFault('move-audit-broken', `the audit log does not hold (${chain}): see vinseal audit verify`);
  const [counter] = found.countersBehind;
  if (counter !== undefined)
    throw new MoveFault('move-counter-behind', `the counter of ${counter} would give a number again`);
  if (found.open.length > 0)
    throw new MoveFault(
      'move-source-in-use',
      `${found.open.slice(0, 5).join(', ')} is being issued, or its process has just died: try again in a minute`,
    );
  return found;
}

/** @throws {MoveFault} `move-source-set-back` */
export async function requireSound(
  { marks }: Pick<DataPaths, 'marks'>,
  journal: string | null,
  auditLog: AuditLog,
): Promise<void> {
  if ((await openJournal({ marks, file: journal, auditLog }).standing()) === 'sound') return;
  throw new MoveFault(
    'move-source-set-back',
    'the database is older than the marks beside it, or the journal, say: run vinseal restore repair first',
  );
}

export type Ends = {
  readonly source: StoreView;
  readonly target: StoreTarget;
  readonly files: { readonly from: DocumentFiles; readonly to: DocumentFiles };
  readonly onStep: (step: MoveStep) => void;
};

export async function copyAll({ source, target, files, onStep }: Ends): Promise<void> {
  onStep('records');
  await copyRecords(source, target, () => onStep('batch')).catch((fault: unknown) => {
    if (!(fault instanceof StoreConflict)) throw fault;
    throw new MoveFault('move-record-damaged', `a record contradicts another, or is not whole: ${fault.message}`, {
      cause: fault,
    });
  });
  onStep('documents');
  await copyDocuments(source, files, target, () => onStep('document-batch'));
}

/**
 * Compares what arrived with what was sent, whose audit chains and counters hold: counts and hashes of every table, and every document
 * by its hash.
 * @throws {MoveFault} `move-differs` and others
 */
export async function verifyAll(
  { target, files, onStep }: Ends,
  sent: Digest,
): Promise<Pick<MoveReport, 'records' | 'documents'>> {
  onStep('verify');
  await target.complete();
  const { digest } = await inspectView(target);
  const different = differences(sent, digest);
  if (different.length > 0) await target.discard();
  if (different.length > 0)
    throw new MoveFault(
      'move-differs',
      `what arrived of ${different.join(', ')} is not what was sent: nothing was switched; run the command again`,
    );
  const documents = await checkDocuments(target, files.to);
  const records = Object.fromEntries(Object.entries(digest).map(([table, { count }]) => [table, count]));
  return { records, documents };
}
