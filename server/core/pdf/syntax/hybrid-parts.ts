import type { Findings } from './findings.ts';
import type { Revision } from './revisions.ts';
import { sameEntry, type XrefEntry } from './xref-entry.ts';

/**
 * The numbers of the objects that only those readers find that follow /XRefStm (ISO 32000-2, 7.5.8.4), in whatever revision.
 * What a hybrid part says as the tables say it hides nothing: office programs restate all of a file in it.
 */
export function hiddenInHybrids(revisions: readonly Revision[]): ReadonlySet<number> {
  const hidden = new Set<number>();
  walkHybrids(
    revisions,
    (number) => hidden.add(number),
    () => undefined,
  );
  return hidden;
}

/** Notes the hybrid parts that say something again. */
export function noteRestated(revisions: readonly Revision[], findings: Findings): void {
  walkHybrids(
    revisions,
    () => undefined,
    (at) => findings.note('hybrid-restated', at),
  );
}

/** `known`: what readers have found that do not follow /XRefStm. */
function walkHybrids(
  revisions: readonly Revision[],
  onHidden: (number: number) => void,
  onRestated: (at: number) => void,
): void {
  const known = new Map<number, XrefEntry>();
  for (const { sections, hybrids } of revisions) {
    for (const section of sections) {
      if (!hybrids.includes(section)) for (const [number, entry] of section.entries) known.set(number, entry);
    }
    for (const { entries, offset, number: own } of hybrids) {
      for (const [number, entry] of entries) {
        if (entry.kind === 'free' || number === own) continue;
        const other = known.get(number);
        if (other !== undefined && sameEntry(other, entry)) onRestated(offset);
        else onHidden(number);
      }
    }
  }
}
