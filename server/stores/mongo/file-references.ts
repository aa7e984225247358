import type { FileReferences } from '../../ports/document-files.ts';
import type { Database } from './database.ts';

/** Which files the records in MongoDB name: one descent into an index for each kind. */
export function createFileReferences({ db }: Database): FileReferences {
  const isNamed = async (field: 'sha256' | 'archive.sha256' | 'archive.former.sha256', sha256: string) =>
    (await db.confirmations.one('confirmation that names a file', { [field]: sha256 }, { fields: { _id: 1 } })) !==
    null;
  return {
    isReferenced: async (sha256) =>
      (await isNamed('sha256', sha256)) ||
      (await isNamed('archive.sha256', sha256)) ||
      (await isNamed('archive.former.sha256', sha256)),
  };
}
