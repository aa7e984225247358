import { encoded, readDer, TAG } from '#core/asn1/der.ts';
import { fieldsOf, smallInteger } from '#core/asn1/der-values.ts';

/** What a time-stamp authority answers (RFC 3161 §2.4.2). */
export type TimeStampResponse =
  /** The token in DER; nothing in it has been judged. */
  | { readonly kind: 'granted'; readonly token: Uint8Array }
  /** The number of its PKIStatus. */
  | { readonly kind: 'refused'; readonly status: number };

const GRANTED = 0;
const GRANTED_WITH_MODS = 1;

/** Reads a TimeStampResp. Throws `der-malformed`. */
export function readTimeStampResponse(der: Uint8Array): TimeStampResponse {
  const fields = fieldsOf(readDer(der), 'TimeStampResp');
  const status = smallInteger(fieldsOf(fields.next('status'), 'PKIStatusInfo').next('PKIStatus'));
  const token = fields.optional(TAG.sequence);
  fields.done();
  if (status !== GRANTED && status !== GRANTED_WITH_MODS) return { kind: 'refused', status };
  return token === null ? { kind: 'refused', status } : { kind: 'granted', token: encoded(token) };
}
