import { hash } from 'node:crypto';
import { DocumentFileFault } from '../../ports/document-files.ts';
import type { Patience } from './patience.ts';
import type { Connection } from './sql.ts';

/** Where a PDF lies that a former version stored in the database. */
export type EmbeddedPlace = { readonly kind: 'original' | 'archive'; readonly number: string };
export type EmbeddedDocument = EmbeddedPlace & {
  readonly pdf: Uint8Array;
  readonly sha256: string;
  /** Whether a record of that number names these bytes. */
  readonly isNamed: boolean;
};

/** The PDFs that a former version stored in the database: they stay readable until they are moved out of it. */
export type EmbeddedDocuments = {
  /** Bytes of that SHA-256; null where there are none. @throws {DocumentFileFault} `stored-file-damaged` for others than were recorded */
  readonly get: (sha256: string) => Uint8Array | null;
  /** The first after a place, originals before archive copies; null at the end. */
  readonly next: (after: EmbeddedPlace | null) => EmbeddedDocument | null;
  /** Removes them in one durable transaction. */
  readonly remove: (places: readonly EmbeddedPlace[]) => Promise<void>;
};

/** The PDFs in the tables `documents` and `archive_documents`, to which nothing is added any more. */
export function createEmbeddedDocuments(db: Connection, patience: Patience): EmbeddedDocuments {
  return {
    get: (sha256) => get(db, sha256),
    next: (after) =>
      (after?.kind === 'archive' ? null : nextOriginal(db, after?.number ?? '')) ??
      nextArchive(db, after?.kind === 'archive' ? after.number : ''),
    remove: (places) => patience(async () => db.write(() => places.forEach((place) => void remove(db, place)))),
  };
}

type Row = { readonly number: string; readonly pdf: Uint8Array };

function get(db: Connection, sha256: string): Uint8Array | null {
  const rows = [
    ...db.all<Row>('SELECT number, pdf FROM confirmations JOIN documents USING (number) WHERE sha256 = ?', sha256),
    ...db.all<Row>('SELECT number, pdf FROM archive JOIN archive_documents USING (number) WHERE sha256 = ?', sha256),
    ...db.all<Row>(
      'SELECT number, pdf FROM archive_former JOIN archive_documents USING (number) WHERE sha256 = ?',
      sha256,
    ),
  ];
  const whole = rows.find(({ pdf }) => sha256Of(pdf) === sha256);
  if (whole !== undefined) return whole.pdf;
  const [damaged] = rows;
  if (damaged === undefined) return null;
  throw new DocumentFileFault(
    'stored-file-damaged',
    `the PDF of ${damaged.number} in ${db.file} is not the one recorded`,
  );
}

function nextOriginal(db: Connection, after: string): EmbeddedDocument | null {
  const row = db.one<Row>('SELECT number, pdf FROM documents WHERE number > ? ORDER BY number LIMIT 1', after);
  if (row === null) return null;
  const sha256 = sha256Of(row.pdf);
  const named = db.one('SELECT 1 FROM confirmations WHERE number = ? AND sha256 = ?', row.number, sha256);
  return { kind: 'original', ...row, sha256, isNamed: named !== null };
}

function nextArchive(db: Connection, after: string): EmbeddedDocument | null {
  const row = db.one<Row>('SELECT number, pdf FROM archive_documents WHERE number > ? ORDER BY number LIMIT 1', after);
  if (row === null) return null;
  const sha256 = sha256Of(row.pdf);
  // Renewed since, by this version, it is a former copy.
  const named =
    db.one('SELECT 1 FROM archive WHERE number = ? AND sha256 = ?', row.number, sha256) ??
    db.one('SELECT 1 FROM archive_former WHERE number = ? AND sha256 = ?', row.number, sha256);
  return { kind: 'archive', ...row, sha256, isNamed: named !== null };
}

function remove(db: Connection, { kind, number }: EmbeddedPlace): number {
  return kind === 'original'
    ? db.run('DELETE FROM documents WHERE number = ?', number)
    : db.run('DELETE FROM archive_documents WHERE number = ?', number);
}

function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
