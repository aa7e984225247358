import { createHash } from 'node:crypto';
import type { Verdict } from '../../domain/verdict.ts';

/** One file with its verdict. */
export type CheckedFile = {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly verdict: Verdict;
};

export function checkedFile(name: string, pdf: Uint8Array, verdict: Verdict): CheckedFile {
  return { name, size: pdf.length, sha256: createHash('sha256').update(pdf).digest('hex'), verdict };
}
