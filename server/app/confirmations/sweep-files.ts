import type { DocumentFiles, FileReferences, SweepReport } from '../../ports/document-files.ts';

export type SweepDependencies = {
  readonly files: Pick<DocumentFiles, 'sweep'>;
  readonly fileReferences: FileReferences;
  /** True while nothing may be removed: a backup is being made, or the registry has lost records. */
  readonly areHeld: () => Promise<boolean>;
  /** The clock that file times go by, in ms since 1970. */
  readonly now: () => number;
};

/** How long a file may wait for the record that names it, in ms: a process puts one and names it within seconds. */
const WAIT_MS = 24 * 3_600_000;
/** Files that are looked at in one call. */
const SLICE = 5_000;

/** Removes stored files that a process left behind when it died between storing a file and naming it: one slice of all. */
export async function sweepFiles(
  { files, fileReferences, areHeld, now }: SweepDependencies,
  after: string | null,
): Promise<SweepReport> {
  if (await areHeld()) return { examined: 0, removed: 0, next: after };
  const olderThan = new Date(now() - WAIT_MS).toISOString();
  return files.sweep({ olderThan, isReferenced: fileReferences.isReferenced, limit: SLICE, after });
}
