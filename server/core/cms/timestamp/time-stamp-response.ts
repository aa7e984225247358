import { definiteForm } from '#core/asn1/ber-to-der.ts';
import { type DerNode, encoded, malformed, readBer, TAG } from '#core/asn1/der.ts';
import { fieldsOf, smallInteger } from '#core/asn1/der-values.ts';

/** What a time-stamp authority answers (RFC 3161 §2.4.2). */
export type TimeStampResponse =
  /** The token with definite, shortest lengths; nothing in it has been judged. */
  | { readonly kind: 'granted'; readonly token: Uint8Array }
  /** The number of its PKIStatus. */
  | { readonly kind: 'refused'; readonly status: number };

const GRANTED = 0;
const GRANTED_WITH_MODS = 1;

/**
 * Reads a TimeStampResp. A token is a CMS, which may be in BER around what was signed (RFC 5652 §1 and §5.4); some
 * authorities write the answer around it so, too. What was signed keeps its octets. Throws `der-malformed`.
 */
export function readTimeStampResponse(octets: Uint8Array): TimeStampResponse {
  const fields = fieldsOf(inDefiniteForm(octets), 'TimeStampResp');
  const status = smallInteger(fieldsOf(fields.next('status'), 'PKIStatusInfo').next('PKIStatus'));
  const token = fields.optional(TAG.sequence);
  fields.done();
  if (status !== GRANTED && status !== GRANTED_WITH_MODS) return { kind: 'refused', status };
  return token === null ? { kind: 'refused', status } : { kind: 'granted', token: encoded(token) };
}

function inDefiniteForm(octets: Uint8Array): DerNode {
  const sent = readBer(octets);
  if (sent.node.end !== octets.length) throw malformed('bytes after TimeStampResp');
  return sent.der ? sent.node : readBer(definiteForm(sent.node)).node;
}
