import { beforeAll, describe, expect, it } from '@jest/globals';
import { readDer } from '#core/asn1/der.ts';
import { oid, sequence, setOf } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import type { AnyDigestOf, PdfSignatureEvidence } from '#core/cms/pdf-signature-evidence.ts';
import { readPdfSignature } from '#core/cms/read-pdf-signature.ts';
import { isSoundEvidence } from '#core/validation/gather-validation-data.ts';
import { forgeCms, forgeTimeStamp, goodAttributes, toBer } from '../../support/cms.ts';
import { testKey, testLeaf, testRoot } from '../../support/pki.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const document = new TextEncoder().encode('the bytes of a document');
const changed = new TextEncoder().encode('the bytes of a forgery');
const SUB_FILTERS = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached', 'adbe.pkcs7.sha1', 'ETSI.RFC3161'] as const;
const EDITS = 400;

let cms: Uint8Array;
beforeAll(async () => {
  const leaf = await testLeaf(await testRoot({ name: 'root' }), { key: testKey('rsa-2048', 'any') });
  const stamp = (signature: Uint8Array) => forgeTimeStamp({ tsa: leaf, stamped: signature });
  cms = forgeCms({
    leaf,
    attributes: Object.values(goodAttributes(document, leaf)),
    unsignedAttributes: (signature) => [sequence(oid(OID.signatureTimeStamp), setOf([stamp(signature)]))],
  });
});

const isGood = (evidence: PdfSignatureEvidence) =>
  evidence.kind === 'unsupported' ? evidence.intact === true && evidence.valid === true : isSoundEvidence(evidence);

/** One to three bytes changed, and sometimes cut short. */
function edit(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = bytes.slice();
  const times = 1 + Math.floor(random() * 3);
  for (let time = 0; time < times; time += 1) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return random() < 0.1 ? copy.subarray(0, Math.floor(random() * copy.length)) : copy;
}

describe('edits of a signature at random', () => {
  it.each(SUB_FILTERS)('never throw, and never make it cover another document (%s)', async (subFilter) => {
    const digestOf: AnyDigestOf = (name) => anyDigest(name, changed);
    const random = seededRandom(4);
    for (let run = 0; run < EDITS; run += 1) {
      const source = run % 2 === 0 ? cms : toBer(readDer(cms), { below: 1 + (run % 9) });
      const evidence = await readPdfSignature(edit(source, random), digestOf, { subFilter });
      expect(isGood(evidence)).toBe(false);
    }
  });
});
