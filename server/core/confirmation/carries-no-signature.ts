import type { CheckCode } from './errors.ts';
import type { Verdict } from './verdict.ts';

/** A photo, a scan, a print saved anew, a text, an empty file. */
const WITHOUT_SIGNATURE: ReadonlySet<CheckCode> = new Set(['not-a-pdf', 'file-unsigned']);

/**
 * Whether the first thing wrong with a file is that it carries no signature at all: it is no forgery and no proof, and only
 * what is registered can tell about the paper that it shows. It is never valid.
 */
export function carriesNoSignature({ checks }: Pick<Verdict, 'checks'>): boolean {
  const first = checks.find(({ outcome }) => outcome === 'failed');
  return first !== undefined && WITHOUT_SIGNATURE.has(first.code);
}
