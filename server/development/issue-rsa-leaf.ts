import type { KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { derOfForge, forgeName, forgeOfDer, forgePublicKey, signingKeyForForge } from '../keys/file/forge-parts.ts';
import { leafAttributes } from '../keys/leaf-subject.ts';
import type { DevelopmentCa } from './development-ca.ts';
import type { LeafParts } from './leaf-request.ts';

/** A seal certificate over a certificate request (RFC 2986), DER: the way a real CA would issue it. */
export function issueRsaLeaf(ca: DevelopmentCa, key: KeyObject, parts: LeafParts): Uint8Array {
  const request = forge.pki.certificationRequestFromAsn1(forgeOfDer(requestCertificate(key, parts)));
  if (!request.verify()) throw new Error('the certificate request is not signed by its key');
  const issuer = forge.pki.certificateFromAsn1(forgeOfDer(ca.certificate));
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = request.publicKey as forge.pki.PublicKey;
  certificate.serialNumber = Buffer.from(parts.serial).toString('hex');
  certificate.validity.notBefore = new Date(parts.notBefore);
  certificate.validity.notAfter = new Date(parts.notAfter);
  certificate.setSubject(forgeName(leafAttributes(parts.subject)));
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions(extensions(issuer, parts.crlAddress));
  certificate.sign(signingKeyForForge(ca.key), forge.md.sha256.create());
  return derOfForge(forge.pki.certificateToAsn1(certificate));
}

/** The request by which the holder proves that it has the key. */
function requestCertificate(key: KeyObject, parts: LeafParts): Uint8Array {
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forgePublicKey(key);
  request.setSubject(forgeName(leafAttributes(parts.subject)));
  request.sign(signingKeyForForge(key), forge.md.sha256.create());
  return derOfForge(forge.pki.certificationRequestToAsn1(request));
}

const URI = 6;

function extensions(issuer: forge.pki.Certificate, crlAddress: string | null): object[] {
  const keyIdentifier = issuer.generateSubjectKeyIdentifier().getBytes();
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier },
    ...(crlAddress === null ? [] : [{ name: 'cRLDistributionPoints', altNames: [{ type: URI, value: crlAddress }] }]),
  ];
}
