import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { ConfirmationPdfDependencies, StoredPdf } from '../confirmations/confirmation-pdf.ts';
import { findConfirmation } from '../confirmations/find-confirmation.ts';
import { readStoredFile } from '../confirmations/read-stored-file.ts';

/**
 * The archive copy of a confirmation; `archive-copy-missing` before there is one, `stored-file-missing` or
 * `stored-file-damaged` where its file cannot be had as it was kept.
 */
export async function archivePdf(
  deps: ConfirmationPdfDependencies,
  number: string,
  actor: Actor,
): Promise<Result<StoredPdf>> {
  const found = await findConfirmation(deps, number, actor);
  if (!found.ok) return found;
  const confirmation = found.value;
  if (confirmation.archive === null) return refuse('archive-copy-missing', { number: confirmation.number });
  const { sha256 } = confirmation.archive;
  const file = await readStoredFile(deps, { number: confirmation.number, sha256 });
  if (file.kind === 'unusable') return refuse(file.code, { number: confirmation.number });
  return succeed({ confirmation, sha256, pdf: file.pdf });
}
