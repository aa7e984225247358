import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type FindDependencies, findConfirmation } from './find-confirmation.ts';
import { readStoredFile, type StoredFileAccess } from './read-stored-file.ts';

/** A stored file of a confirmation. */
export type StoredPdf = {
  readonly confirmation: RegisteredConfirmation;
  /** Of these bytes, in lower-case hex. */
  readonly sha256: string;
  readonly pdf: Uint8Array;
};

export type ConfirmationPdfDependencies = StoredFileAccess & FindDependencies;

/** The sealed file, byte for byte as issued; `stored-file-missing` or `stored-file-damaged` where it cannot be had so. */
export async function confirmationPdf(
  deps: ConfirmationPdfDependencies,
  number: string,
  actor: Actor,
): Promise<Result<StoredPdf>> {
  const found = await findConfirmation(deps, number, actor);
  if (!found.ok) return found;
  const confirmation = found.value;
  const { sha256 } = confirmation;
  const file = await readStoredFile(deps, { number: confirmation.number, sha256 });
  if (file.kind === 'unusable') return refuse(file.code, { number: confirmation.number });
  return succeed({ confirmation, sha256, pdf: file.pdf });
}
