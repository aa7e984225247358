/** Where node-forge's values meet those of Node. */
import type { KeyObject } from 'node:crypto';
import forge from 'node-forge';

/** DER of a forge structure. */
export function derOfForge(structure: forge.asn1.Asn1): Uint8Array {
  return new Uint8Array(Buffer.from(forge.asn1.toDer(structure).getBytes(), 'binary'));
}

/** A forge structure of DER. */
export function forgeOfDer(der: Uint8Array): forge.asn1.Asn1 {
  return forge.asn1.fromDer(Buffer.from(der).toString('binary'));
}

/** An RSA private key and its public key for forge. */
export function forgeKey(key: KeyObject): {
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly publicKey: forge.pki.rsa.PublicKey;
} {
  const privateKey = forge.pki.privateKeyFromPem(key.export({ type: 'pkcs1', format: 'pem' }).toString());
  return { privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e) };
}

/** Attributes of a Name: UTF8Strings, but the country, which is a PrintableString (RFC 5280 appendix A). */
export function forgeName(
  attributes: readonly { readonly type: string; readonly value: string }[],
): forge.pki.CertificateField[] {
  return attributes.map(({ type, value }) => {
    const country = type === forge.pki.oids.countryName;
    const tag = country ? forge.asn1.Type.PRINTABLESTRING : forge.asn1.Type.UTF8;
    return { type, value, valueTagClass: tag as unknown as forge.asn1.Class };
  });
}
