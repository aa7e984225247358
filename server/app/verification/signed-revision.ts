import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { sha256Hex } from '../digest.ts';
import type { Inspect } from './inspect-pdf.ts';

/** `sha256`: of the file that was inspected before, lower-case hex. `signature`: which of its signatures, from 0. */
export type SignedRevisionRequest = {
  readonly pdf: Uint8Array;
  readonly sha256: string;
  readonly signature: number;
  readonly signal?: AbortSignal;
};

/**
 * The file as it was when it was signed: its bytes up to the end of the revision that the signature covers.
 * Refused with `other-file` or `no-signed-revision`.
 */
export async function signedRevision(
  inspect: Inspect,
  { pdf, sha256, signature, signal }: SignedRevisionRequest,
): Promise<Result<Uint8Array>> {
  if (sha256Hex(pdf) !== sha256) return refuse('other-file');
  const { signatures } = await inspect(pdf, signal);
  const end = signatures[signature]?.signedBytes ?? null;
  return end === null ? refuse('no-signed-revision') : succeed(pdf.slice(0, end));
}
