import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { ArchiveCopies } from '../../ports/archive-copies.ts';
import type { Registry } from '../../ports/registry.ts';
import type { StoredPdf } from '../confirmations/confirmation-pdf.ts';
import { findConfirmation } from '../confirmations/find-confirmation.ts';
import { sha256Hex } from '../digest.ts';

/**
 * The archive copy of a confirmation; `archive-copy-missing` before there is one. Throws when the store's bytes are not the
 * ones recorded.
 */
export async function archivePdf(
  { registry, archive }: { readonly registry: Pick<Registry, 'find'>; readonly archive: Pick<ArchiveCopies, 'find'> },
  number: string,
): Promise<Result<StoredPdf>> {
  const found = await findConfirmation(registry, number);
  if (!found.ok) return found;
  const confirmation = found.value;
  const stored = await archive.find(confirmation.number);
  if (stored === null) return refuse('archive-copy-missing', { number: confirmation.number });
  const { copy, pdf } = stored;
  if (sha256Hex(pdf) !== copy.sha256)
    throw new Error(`the stored archive copy of ${confirmation.number} is not the one that was kept`);
  return succeed({ confirmation, sha256: copy.sha256, pdf });
}
