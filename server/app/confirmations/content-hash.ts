import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { sha256Hex } from '../digest.ts';

/** What is known only when a document is issued, as a person who approves it beforehand sees it. */
export function withoutNumber(content: ConfirmationContent): ConfirmationContent {
  return { ...content, number: '', issuedAt: '', verifyAt: '' };
}

/**
 * What a document says, as one hash: SHA-256 (lower-case hex) of the canonical JSON of its content, where number, time of issue and
 * the address that follows from the number are empty. Two documents of one hash say the same of the same vehicles.
 */
export function hashOfContent(content: ConfirmationContent): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(withoutNumber(content))));
}
