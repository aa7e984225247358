import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import { sha256Hex } from '../digest.ts';

/**
 * What a batch holds, as one hash: SHA-256 (lower-case hex) of the canonical JSON of its rows' content hashes, in order. A form
 * carries it, so that only what was shown is approved.
 */
export function hashOfContents(rows: readonly { readonly index: number; readonly contentHash: string }[]): string {
  const hashes = rows.toSorted((one, other) => one.index - other.index).map(({ contentHash }) => contentHash);
  return sha256Hex(new TextEncoder().encode(canonicalJson(hashes)));
}
