/** Where node-forge's values meet those of Node. */
import { constants, createPublicKey, type KeyObject, privateEncrypt } from 'node:crypto';
import forge from 'node-forge';

/** DER of a forge structure. */
export function derOfForge(structure: forge.asn1.Asn1): Uint8Array {
  return new Uint8Array(Buffer.from(forge.asn1.toDer(structure).getBytes(), 'binary'));
}

/** A forge structure of DER. */
export function forgeOfDer(der: Uint8Array): forge.asn1.Asn1 {
  return forge.asn1.fromDer(Buffer.from(der).toString('binary'));
}

/** An RSA private key for forge. */
export function forgePrivateKey(key: KeyObject): forge.pki.rsa.PrivateKey {
  return forge.pki.privateKeyFromPem(key.export({ type: 'pkcs1', format: 'pem' }).toString());
}

/** The public half of an RSA private key for forge. */
export function forgePublicKey(key: KeyObject): forge.pki.rsa.PublicKey {
  return forge.pki.publicKeyFromPem(createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString());
}

/**
 * Signs what a forge certificate or request is about to carry. Node computes the value: forge's own RSA arithmetic takes
 * a hundred times as long.
 */
export function signingKeyForForge(key: KeyObject): forge.pki.rsa.PrivateKey {
  const signer = {
    sign: (digest: forge.md.MessageDigest) => {
      const info = Buffer.concat([SHA256_DIGEST_INFO, Buffer.from(digest.digest().getBytes(), 'binary')]);
      return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info).toString('binary');
    },
  };
  return signer as unknown as forge.pki.rsa.PrivateKey;
}

/** DER of a DigestInfo before its 32 octets of SHA-256 (RFC 8017 §9.2, note 1). */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

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
