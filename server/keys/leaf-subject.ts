import { ETSI_ORGANIZATION } from '#core/x509/identity/identity-convention.ts';
import { requestedSubject } from '#core/x509/identity/requested-subject.ts';

/** Whom a seal certificate names. */
export type LeafSubject = {
  /** Registered name of the entity, character for character. */
  readonly organization: string;
  /** Unified social credit code. */
  readonly uscc: string;
  readonly commonName: string;
};

/** The attributes of the subject in their order (EN 319 412-3 §4.2.1, EN 319 412-1 §5.1.4). */
export function leafAttributes(subject: LeafSubject): readonly { readonly type: string; readonly value: string }[] {
  const { organization: name, uscc, commonName } = subject;
  return requestedSubject(ETSI_ORGANIZATION, { name, uscc }, commonName).attributes;
}

const SERIAL_BYTES = 16;

/** A serial number: 16 octets of which the first is 0x40..0x7f, so positive and of one length (RFC 5280 §4.1.2.2). */
export function newSerial(randomBytes: (count: number) => Uint8Array): Uint8Array {
  const serial = randomBytes(SERIAL_BYTES).slice();
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  return serial;
}
