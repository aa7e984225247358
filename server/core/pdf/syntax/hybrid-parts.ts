import type { Findings } from './findings.ts';
import type { Revision } from './revisions.ts';
import { sameEntry, type XrefEntry } from './xref-entry.ts';

/**
 * The numbers of the objects that only some readers find by /XRefStm (ISO 32000-2, 7.5.8.4), in whatever revision: those of
 * the original, and those that the table of the same update has as free. What a hybrid part says as the tables say it
 * hides nothing: office programs restate all of a file in it. What an update says in it alone, every reader finds: iText
 * writes updates of office exports so.
 */
export function hiddenInHybrids(revisions: readonly Revision[]): ReadonlySet<number> {
  const hidden = new Set<number>();
  walkHybrids(revisions, (what, number) => {
    if (what === 'hidden') hidden.add(number);
  });
  return hidden;
}

/** Notes the hybrid parts that say something again, and those that say something alone. */
export function noteHybrids(revisions: readonly Revision[], findings: Findings): void {
  walkHybrids(revisions, (what, _number, at) => {
    if (what !== 'hidden') findings.note(what, at);
  });
}

type Found = 'hidden' | 'hybrid-restated' | 'hybrid-update';

/** `known`: what every reader has found. */
function walkHybrids(revisions: readonly Revision[], onFound: (what: Found, number: number, at: number) => void): void {
  const known = new Map<number, XrefEntry>();
  for (const { index, sections, hybrids } of revisions) {
    const tables = sections.filter((section) => !hybrids.includes(section));
    for (const { entries } of tables) for (const [number, entry] of entries) known.set(number, entry);
    for (const { entries, offset, number: own } of hybrids) {
      for (const [number, entry] of entries) {
        if (entry.kind === 'free' || number === own) continue;
        const isAlone = index > 0 && tables.every((table) => !table.entries.has(number));
        const other = known.get(number);
        const isRestated = other !== undefined && sameEntry(other, entry);
        onFound(isRestated ? 'hybrid-restated' : isAlone ? 'hybrid-update' : 'hidden', number, offset);
        if (isAlone) known.set(number, entry);
      }
    }
  }
}
