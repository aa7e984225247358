import { type DerNode, encoded, octetsOf, readBer, readDer } from '#core/asn1/der.ts';
import { octetString, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { readPdfSignature } from '#core/cms/read-pdf-signature.ts';
import { readTstInfo } from '#core/cms/timestamp/tst-info.ts';
import { readCrl } from '#core/revocation/crl.ts';
import { readOcspResponse } from '#core/revocation/ocsp.ts';
import { isSoundEvidence } from '#core/validation/gather-validation-data.ts';
import { readCertificate, readForeignCertificate } from '#core/x509/certificate.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import { comparableName, nameText } from '#core/x509/names.ts';
import { forgeCms, forgeTimeStamp, goodAttributes, toBer } from '../support/cms.ts';
import { sealEvidence } from '../support/opened-cms.ts';
import { issueCrl, issueOcsp, TEST_NOW, testKey, testLeaf, testRoot } from '../support/pki.ts';
import { type Target, withoutNumbers } from './run-fuzz.ts';

const document = new TextEncoder().encode('the bytes of a document');
const NEVER_SIGNED = new TextEncoder().encode('the bytes of a forgery');

const WORDS = [
  Uint8Array.of(0x30, 0x80),
  Uint8Array.of(0x00, 0x00),
  Uint8Array.of(0x30, 0x00),
  Uint8Array.of(0x31, 0x00),
  Uint8Array.of(0x02, 0x01, 0x80),
  Uint8Array.of(0x02, 0x02, 0x00, 0x01),
  Uint8Array.of(0x84, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0xa0, 0x03, 0x02, 0x01, 0x02),
  Uint8Array.of(0x03, 0x02, 0x07, 0x80),
  Uint8Array.of(0x05, 0x00),
  Uint8Array.of(0x1f, 0x81, 0x00),
  octetString(new Uint8Array(3)),
  oid(OID.messageDigest),
  oid(OID.signedData),
];

async function seeds(): Promise<readonly Uint8Array[]> {
  const root = await testRoot({ name: 'root' });
  const leaf = await testLeaf(root, { key: testKey('p-256', 'fuzz') });
  const stamp = (stamped: Uint8Array) => forgeTimeStamp({ tsa: leaf, stamped });
  const cms = forgeCms({
    leaf,
    attributes: Object.values(goodAttributes(document, leaf)),
    unsignedAttributes: (signature) => [sequence(oid(OID.signatureTimeStamp), setOf([stamp(signature)]))],
  });
  const token = stamp(document);
  return [
    root.der,
    leaf.der,
    cms,
    toBer(readDer(cms)),
    token,
    ...octetStringsIn(readDer(token)),
    await issueCrl({ issuer: root, signer: root, thisUpdate: TEST_NOW, nextUpdate: TEST_NOW }),
    issueOcsp({ responder: root, issuer: root, certificate: leaf }),
  ];
}

/** TSTInfo lies in one of them. */
function octetStringsIn(node: DerNode): readonly Uint8Array[] {
  if (node.tag === 0x04 && node.end - node.content > 60) return [octetsOf(node).slice()];
  return node.children.flatMap(octetStringsIn);
}

const READERS: readonly ((bytes: Uint8Array) => unknown)[] = [
  (bytes) => nameText(readCertificate(bytes).subject),
  (bytes) => comparableName(readForeignCertificate(bytes).issuer),
  readCrl,
  readOcspResponse,
  readTstInfo,
  checkDer,
];

/** The readers of ASN.1: certificates, revocation lists, OCSP answers, time-stamps and signatures. */
export const derTarget: Target = {
  name: 'der',
  words: WORDS,
  seeds,
  run: async (bytes) => {
    const said = READERS.map((read) => wordOf(() => read(bytes)));
    said.push(await certificateFacts(bytes).then(() => 'facts', asWord));
    for (const subFilter of ['ETSI.CAdES.detached', 'adbe.pkcs7.sha1', 'ETSI.RFC3161']) {
      const evidence = await readPdfSignature(bytes, (name) => anyDigest(name, NEVER_SIGNED), { subFilter });
      if (isSoundEvidence(evidence)) throw new Error('a signature over what was never signed');
      said.push(evidence.kind === 'unreadable' ? evidence.detail : JSON.stringify(evidence.kind));
    }
    const digestOf = async () => new Uint8Array(32);
    const sealed = await sealEvidence(bytes, digestOf, { subFilter: 'ETSI.CAdES.detached' });
    said.push(sealed.kind === 'unreadable' ? sealed.detail : sealed.problems.join());
    return withoutNumbers(said.join(' '));
  },
};

/** What is accepted as DER is what a writer of DER makes of the same values. */
function checkDer(bytes: Uint8Array): string {
  const { node, der } = readBer(bytes);
  checkPlaces(node, bytes.length);
  if (!der) return 'ber';
  const again = written(node);
  if (Buffer.compare(again, encoded(node)) !== 0) throw new Error('two encodings of one value');
  return 'der';
}

function written(node: DerNode): Uint8Array {
  return (node.tag & 0x20) === 0 ? tlv(node.tag, octetsOf(node)) : tlv(node.tag, ...node.children.map(written));
}

/** Values lie within each other, one after the other. */
function checkPlaces(node: DerNode, limit: number): void {
  const fits = node.start < node.content && node.content <= node.end && node.end <= limit;
  if (!fits) throw new Error(`a value at ${node.start} to ${node.end} of ${limit}`);
  let at = node.content;
  for (const child of node.children) {
    if (child.start !== at) throw new Error('values that do not follow each other');
    checkPlaces(child, node.end);
    at = child.end;
  }
}

function wordOf(read: () => unknown): string {
  try {
    const value = read();
    return typeof value === 'string' ? value : 'read';
  } catch (fault) {
    return asWord(fault);
  }
}

/** The one error that may come. */
function asWord(fault: unknown): string {
  if (fault instanceof MalformedError) return `${fault.code} ${fault.message}`;
  throw fault;
}
