import { createHash } from 'node:crypto';
import { encoded, TAG } from '#core/asn1/der.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { buildSignedData } from '#core/cms/build-signed-data.ts';
import { timeStampOf } from '#core/cms/is-as-built.ts';
import { readSignedDataStructure, type SignerInfo } from '#core/cms/signed-data.ts';
import { signerCertificate } from '#core/cms/signer-certificate.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { sealingAlgorithmOf } from '#core/x509/sealing-algorithm.ts';
import { openedCms } from './opened-cms.ts';

type Parts = {
  readonly pdf: Uint8Array;
  readonly cms: Uint8Array;
  readonly signer: SignerInfo;
  readonly byteRange: readonly [number, number, number, number];
};

function partsOf(pdf: Uint8Array): Parts {
  const [field] = readPdfFacts(pdf).signatures;
  const data = readSignedDataStructure(field?.cms ?? new Uint8Array());
  const signer = 'problem' in data ? undefined : data.signers[0];
  if (field?.cms == null || field.byteRange === null || signer === undefined) throw new Error('not a sealed document');
  return { pdf, cms: field.cms, signer, byteRange: field.byteRange };
}

/** SHA-256 of the signature value, which is what a signature-time-stamp is over. */
export function stampedDigest(pdf: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(partsOf(pdf).signer.signature).digest());
}

/** The token that the document carries. */
export function tokenOf(pdf: Uint8Array): Uint8Array {
  const token = timeStampOf(openedCms(partsOf(pdf).cms));
  if (token === null) throw new Error('no time-stamp');
  return token;
}

/** The document with another time-stamp token in place of its own, null for none: only /Contents differs. */
export function withToken(pdf: Uint8Array, token: Uint8Array | null): Uint8Array {
  const { cms, signer, byteRange } = partsOf(pdf);
  const data = readSignedDataStructure(cms);
  if ('problem' in data || signer.signedAttributes === null) throw new Error('not a sealed document');
  const certificate = signerCertificate(data.certificates, signer.identifier);
  const algorithm = certificate && sealingAlgorithmOf(signer.signatureAlgorithm.oid, certificate.publicKey);
  if (certificate === null || algorithm === null) throw new Error('not sealed by us');
  const signedAttributes = encoded(signer.signedAttributes).slice();
  signedAttributes[0] = TAG.set;
  const rebuilt = buildSignedData({
    ...{ signedAttributes, algorithm, signature: signer.signature, certificate: certificate.der },
    chain: data.certificates.filter((der) => !equalBytes(der, certificate.der)),
    ...(token === null ? {} : { timeStamp: token }),
  });
  const empty = pdf.slice();
  empty.fill('0'.charCodeAt(0), byteRange[1] + 1, byteRange[2] - 1);
  return embedSignature({ pdf: empty, byteRange, digest: new Uint8Array(32) }, rebuilt);
}
