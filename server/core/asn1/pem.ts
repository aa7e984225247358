import { base64, bytesOfBase64 } from '#core/bytes/base64.ts';

const [BEGIN, END] = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'];
const BASE64 = /^\s[A-Za-z0-9+/=\s]*$/;

/** The certificates of a PEM text (RFC 7468) in DER, in their order; empty when there is none. */
export function certificatesOfPem(text: string): readonly Uint8Array[] {
  const [, ...blocks] = text.split(BEGIN);
  return blocks.flatMap((block) => {
    const body = block.slice(0, Math.max(0, block.indexOf(END)));
    return BASE64.test(body) && body.trim() !== '' ? [bytesOfBase64(body.replaceAll(/\s/g, ''))] : [];
  });
}

const CRL_LABEL = 'X509 CRL';

/** The first revocation list of a PEM text (RFC 7468 §9) in DER; null for other octets. */
export function crlOfPem(octets: Uint8Array): Uint8Array | null {
  // A list in DER begins with a SEQUENCE.
  if (octets[0] === 0x30) return null;
  const [, block = ''] = new TextDecoder().decode(octets).split(`-----BEGIN ${CRL_LABEL}-----`);
  const body = block.slice(0, Math.max(0, block.indexOf(`-----END ${CRL_LABEL}-----`)));
  if (!BASE64.test(body) || body.trim() === '') return null;
  try {
    return bytesOfBase64(body.replaceAll(/\s/g, ''));
  } catch {
    return null;
  }
}

/** A certificate in PEM. */
export function certificatePem(der: Uint8Array): string {
  return pemText('CERTIFICATE', der);
}

/** DER in PEM under a label (RFC 7468). */
export function pemText(label: 'CERTIFICATE' | 'CERTIFICATE REQUEST', der: Uint8Array): string {
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
