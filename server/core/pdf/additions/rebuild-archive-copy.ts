import type { PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import type { SecurityStoreAddition } from '#core/pdf/document/security-store.ts';
import { isSameFile } from '#core/pdf/exact/sealed-form.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { embedSignature } from './embed-signature.ts';
import { growingFile, sorted, TOKEN_ROOMS, withStore, withTimeStamp } from './place-archive-proofs.ts';
import type { SealedProofs } from './unsealed-document.ts';

/** One step of an archive copy, as it was found: what it added to the store, and its time-stamp. */
export type ArchiveStep = {
  readonly proofs: SealedProofs;
  readonly field: PdfSignature;
  /** DER of the token, without the zeros behind it. */
  readonly token: Uint8Array;
};

/** The steps in their order: each time-stamp, with what was added to the store since the one before. */
export function archiveSteps(
  stamps: readonly { readonly field: PdfSignature; readonly token: Uint8Array }[],
  store: readonly SecurityStoreAddition[],
  sealRevision: number,
): readonly ArchiveStep[] {
  const revisionOf = ({ field }: { readonly field: PdfSignature }) => field.revision ?? Number.MAX_SAFE_INTEGER;
  let last = sealRevision;
  return stamps
    .toSorted((a, b) => revisionOf(a) - revisionOf(b))
    .map((stamp) => {
      const until = revisionOf(stamp);
      const added = store.filter(({ revision }) => revision > last && revision <= until);
      last = until;
      const all = (kind: keyof SealedProofs) => added.flatMap((addition) => addition[kind]);
      return { ...stamp, proofs: { certificates: all('certificates'), crls: all('crls'), ocsps: all('ocsps') } };
    });
}

/**
 * Whether a file is, octet for octet, what this product makes of a sealed file and these proofs: each step is written anew
 * by the code that writes archive copies, and compared.
 * @param sealed the sealed file alone
 */
export async function isRebuiltAs(bytes: Uint8Array, sealed: PdfFile, steps: readonly ArchiveStep[]): Promise<boolean> {
  try {
    let growing = growingFile(sealed);
    for (const { proofs, field, token } of steps) {
      const room = field.cms?.length ?? 0;
      if (!TOKEN_ROOMS.includes(room) || token.length > room || token.length === 0) return false;
      const stamped = await withTimeStamp(withStore(growing, await sorted(proofs)), room);
      const written = embedSignature(stamped.document, token);
      if (!isSameFile(written, bytes.subarray(0, written.length))) return false;
      growing = { ...stamped.growing, base: { ...stamped.growing.base, bytes: written } };
    }
    return growing.base.bytes.length === bytes.length;
  } catch (fault) {
    if (fault instanceof PdfReadError) return false;
    throw fault;
  }
}
