import type { Source } from './indirect-object.ts';
import { PdfReadError } from './read-error.ts';
import type { Revision } from './revisions.ts';
import { entry, sameScalar } from './values.ts';
import { sameEntry, type XrefSection } from './xref-entry.ts';
import { readXrefStream } from './xref-stream.ts';

/** Whether a cross-reference stream within a revision says of every object, and of the trailer, what the revision does. */
export function restatesRevision(source: Source, revision: Revision, offset: number): boolean {
  const section = sectionAt(source, offset);
  if (section === null || offset < revision.start) return false;
  const { entries, trailer } = section;
  for (const [number, said] of entries) {
    const known = revision.entries.get(number);
    if (known === undefined ? said.kind !== 'free' : !sameEntry(known, said)) return false;
  }
  for (const [number, known] of revision.entries) {
    if (known.kind !== 'free' && number !== section.number && !entries.has(number)) return false;
  }
  const keys = ['Root', 'Prev', 'Size', 'Encrypt', 'XRefStm'];
  return keys.every((key) => sameScalar(entry(trailer, key), entry(revision.trailer, key)));
}

function sectionAt(source: Source, offset: number): XrefSection | null {
  try {
    return readXrefStream(source, offset);
  } catch (error) {
    if (error instanceof PdfReadError && error.code === 'file-malformed') return null;
    throw error;
  }
}
