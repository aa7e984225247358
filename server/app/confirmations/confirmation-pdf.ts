import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { succeed } from '#core/confirmation/errors.ts';
import type { Registry } from '../../ports/registry.ts';
import { sha256Hex } from '../digest.ts';
import { findConfirmation } from './find-confirmation.ts';

/** A stored file of a confirmation. */
export type StoredPdf = {
  readonly confirmation: RegisteredConfirmation;
  /** Of these bytes, in lower-case hex. */
  readonly sha256: string;
  readonly pdf: Uint8Array;
};

/** The sealed file, byte for byte as issued. Throws when the store's bytes are not the ones recorded. */
export async function confirmationPdf(
  registry: Pick<Registry, 'find' | 'pdf'>,
  number: string,
): Promise<Result<StoredPdf>> {
  const found = await findConfirmation(registry, number);
  if (!found.ok) return found;
  const confirmation = found.value;
  const pdf = await registry.pdf(confirmation.number);
  if (pdf === null || sha256Hex(pdf) !== confirmation.sha256)
    throw new Error(`the stored file of ${confirmation.number} is not the one that was issued`);
  return succeed({ confirmation, sha256: confirmation.sha256, pdf });
}
