import { namingText } from '#core/x509/identity/identity-convention.ts';
import type { RegisteredAnchor } from '../../ports/trust-register.ts';
import { sha256Hex } from '../digest.ts';

/**
 * A hash over all that the trust list says: certificates octet by octet, whom they vouch for, what is suspended. Where files lie is
 * not part of it, so that every instance of one release has the same.
 */
export function hashOfTrust(listed: readonly RegisteredAnchor[]): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(listed.map(statedBy))));
}

function statedBy(anchor: RegisteredAnchor): readonly unknown[] {
  const { id, origin, certificate, pinned = false, manufacturers, timeStamping, status, from, until } = anchor;
  const use = [pinned, namingText(anchor), timeStamping, status, from, until];
  return [id, origin, sha256Hex(certificate), use, manufacturers];
}
