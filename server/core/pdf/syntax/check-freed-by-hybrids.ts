import type { Findings } from './findings.ts';
import type { RevisionList } from './revisions.ts';

/** PDFium has as free what an /XRefStm frees, also where another revision uses the number; the others do not. */
export function checkFreedByHybrids({ revisions, histories }: RevisionList, findings: Findings): void {
  for (const { entries, offset } of revisions.flatMap(({ hybrids }) => hybrids)) {
    for (const [number, { kind }] of entries) {
      const isUsed = histories.get(number)?.some(({ entry }) => entry.kind !== 'free') === true;
      if (kind === 'free' && isUsed) findings.add('hybrid-conflict', `/XRefStm frees object ${number}`, offset);
    }
  }
}
