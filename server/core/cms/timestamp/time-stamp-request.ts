import { TAG } from '#core/asn1/der.ts';
import { integer, oid, sequence, tlv, unsignedInteger } from '#core/asn1/der-write.ts';
import { messageImprint } from './build-time-stamp-token.ts';

export type TimeStampRequest = {
  /** SHA-256 of what is to be stamped. */
  readonly imprint: Uint8Array;
  /** Octets of a positive integer. */
  readonly nonce: Uint8Array;
  /** Dotted; null where any policy will do. */
  readonly policy: string | null;
};

const TRUE = Uint8Array.of(0xff);

/** A TimeStampReq in DER (RFC 3161 §2.4.1) that asks for the authority's certificate too. */
export function buildTimeStampRequest({ imprint, nonce, policy }: TimeStampRequest): Uint8Array {
  const policyField = policy === null ? [] : [oid(policy)];
  return sequence(integer(1), messageImprint(imprint), ...policyField, unsignedInteger(nonce), tlv(TAG.boolean, TRUE));
}
