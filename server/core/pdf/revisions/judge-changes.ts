import type { PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import type { ChangeCode, ChangesAfter } from '#core/validation/inspection.ts';
import { type ForbiddenChange, judgeRevision } from './judge-revision.ts';
import { type ChangeProfile, readPermissions } from './permissions.ts';
import { References } from './references.ts';
import { readReferrers } from './touched-objects.ts';
import { openView } from './view.ts';

/** What became of the document after one signature. */
export type ChangesAfterSignature = {
  readonly changes: ChangesAfter;
  /** Each code once. */
  readonly codes: readonly ChangeCode[];
  /** Where the forbidden changes are, for the log. */
  readonly forbidden: readonly ForbiddenChange[];
};

/**
 * Judges for each signature what the revisions after it changed, each against the one before, by what the signatures
 * that were there permit. A signature whose revision is not clear is judged from the first revision on.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export function judgeChanges(
  file: PdfFile,
  signatures: readonly PdfSignature[],
  profile: ChangeProfile,
): readonly ChangesAfterSignature[] {
  const first = Math.min(...signatures.map(({ revision }) => revision ?? 0));
  const references = new References();
  const referrers = first + 1 < file.revisions.length ? readReferrers(file, references) : new Map();
  const byRevision = new Map<number, readonly ForbiddenChange[]>();
  for (let revision = first + 1; revision < file.revisions.length; revision++) {
    const permissions = readPermissions(file, signatures, { revision, profile });
    byRevision.set(revision, judgeRevision(openView(file, revision, { permissions, references, referrers })));
  }
  return signatures.map(({ revision }) => {
    const later = [...byRevision].filter(([index]) => index > (revision ?? 0));
    const forbidden = later.flatMap(([, changes]) => changes);
    const codes = [...new Set(forbidden.map(({ code }) => code))];
    if (codes.length > 0) return { changes: 'forbidden', codes, forbidden };
    return { changes: later.length === 0 ? 'none' : 'allowed', codes, forbidden };
  });
}
