import type { DocumentFiles, FileReferences, SweepReport } from '../../ports/document-files.ts';

export type SweepDependencies = {
  readonly files: Pick<DocumentFiles, 'sweep'>;
  readonly fileReferences: FileReferences;
  /** The clock that file times go by, in ms since 1970. */
  readonly now: () => number;
};

/** How long a file may wait for the record that names it, in ms: a process puts one and names it within seconds. */
const WAIT_MS = 24 * 3_600_000;
/** Files that are looked at in one call. */
const SLICE = 5_000;

/** Removes stored files that a process left behind when it died between storing a file and naming it: one slice of all. */
export function sweepFiles(
  { files, fileReferences, now }: SweepDependencies,
  after: string | null,
): Promise<SweepReport> {
  const olderThan = new Date(now() - WAIT_MS).toISOString();
  return files.sweep({ olderThan, isReferenced: fileReferences.isReferenced, limit: SLICE, after });
}
