import { canonicalJson } from './canonical-json.ts';

/** Most bytes of the signed JSON: a thousand vehicles need a tenth of it. */
const MAX_BYTES = 4 * 1024 * 1024;

export type AttachedJson =
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'read'; readonly value: unknown; readonly isCanonical: boolean };

/** The JSON of a confirmation, and whether it stands in its canonical form (RFC 8785). Never throws. */
export function readAttachedJson(bytes: Uint8Array): AttachedJson {
  if (bytes.length > MAX_BYTES) return { kind: 'malformed', detail: 'too large' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return { kind: 'read', value, isCanonical: canonicalJson(value) === text };
  } catch (fault) {
    return { kind: 'malformed', detail: fault instanceof Error ? fault.name : 'unreadable' };
  }
}
