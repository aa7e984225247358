/** Signatures of strangers with the algorithms that confirmations are not sealed with, from the value to the whole file. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it, test } from '@jest/globals';
import { readDer } from '#core/asn1/der.ts';
import { OID } from '#core/asn1/oids.ts';
import { hex } from '#core/bytes/bytes.ts';
import { digestOfOctets } from '#core/cms/judge-cms.ts';
import { readPdfSignature } from '#core/cms/read-pdf-signature.ts';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { toBer } from '../../support/cms.ts';
import { FURTHER_SIGNERS, furtherCms, signPdfLater } from '../../support/further-signers.ts';
import { sealEvidence } from '../../support/opened-cms.ts';
import { type TestCertificate, testKey, testLeaf, testRoot } from '../../support/pki.ts';
import { ROOM } from '../../support/sign-pdf.ts';
import { signedDocument } from '../../support/signed-document.ts';
import { sm2Signer } from '../../support/sm2.ts';
import { SM2_VECTOR } from '../../support/sm2-vector.ts';

const document = new TextEncoder().encode('the bytes of a document');
const PADES = 'ETSI.CAdES.detached';
const ADOBE = 'adbe.pkcs7.detached';
const other = Uint8Array.of(1);

const read = (cms: Uint8Array, subFilter = PADES, about = document) =>
  readPdfSignature(cms, digestOfOctets(about), { subFilter });
const digests = async (name: string) => new Uint8Array(createHash(name.replace('-', '')).update(document).digest());

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'root', key: testKey('rsa-3072', 'root') });
});

test('the signer for these tests makes the signature of GB/T 32918.5 §A.2', () => {
  const nonce = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
  const signer = sm2Signer(0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n, () => nonce);
  expect(hex(signer.sign(SM2_VECTOR.message))).toContain(SM2_VECTOR.r.toString(16));
  expect(hex(signer.sign(SM2_VECTOR.message))).toContain(SM2_VECTOR.s.toString(16));
});

describe.each(FURTHER_SIGNERS)('$name ($policy)', (signer) => {
  const { name, policy, inSeal } = signer;
  let leaf: TestCertificate;
  beforeAll(async () => {
    leaf = await testLeaf(root, { key: signer.publicKey });
  });

  it('is verified under each of its names, and named', async () => {
    for (const algorithm of signer.algorithms) {
      const evidence = await read(await furtherCms(document, signer, leaf, { algorithm }));
      expect(evidence).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [] });
      expect(evidence).toMatchObject({ notComputed: null, algorithm: { name, policy } });
    }
  });

  it('is found broken where it is', async () => {
    const cms = await furtherCms(document, signer, leaf);
    expect(await read(cms, PADES, other)).toMatchObject({ kind: 'read', intact: false, valid: true });
    const spoilt = await furtherCms(document, signer, leaf, { signature: () => signer.sign(other) });
    expect(await read(spoilt)).toMatchObject({ kind: 'read', intact: true, valid: false });
  });

  it(`is ${inSeal} in a confirmation`, async () => {
    const evidence = await sealEvidence(await furtherCms(document, signer, leaf), digests, { subFilter: PADES });
    expect(evidence).toMatchObject({ kind: 'read', algorithm: { name, policy: inSeal } });
    if (inSeal === 'unsupported') expect(evidence).toMatchObject({ valid: false });
  });

  it('makes a whole file clean', async () => {
    const text = signedDocument({ docMdp: 1, contents: ROOM });
    const pdf = await signPdfLater(text, leaf, (octets) => furtherCms(octets, signer, leaf));
    const spoilt = await signPdfLater(text, leaf, (octets) =>
      furtherCms(octets, signer, leaf, { signature: () => signer.sign(other) }),
    );
    expect(await inspectDocument(pdf)).toMatchObject({
      outcome: 'clean',
      signatures: [{ intact: true, valid: true, problems: [], algorithm: name }],
    });
    expect(await inspectDocument(spoilt)).toMatchObject({
      outcome: 'suspect',
      signatures: [{ intact: true, valid: false, problems: ['signature-value-wrong'] }],
    });
  });

  it('is verified without signed attributes where the octets are not needed, else not called wrong', async () => {
    const cms = await furtherCms(document, signer, leaf, { attributes: null });
    if (name.startsWith('Ed')) {
      const unsupported = { kind: 'unsupported', code: 'algorithm-unsupported', detail: name, valid: null };
      expect(await read(cms, ADOBE)).toMatchObject(unsupported);
      return;
    }
    expect(await read(cms, ADOBE)).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [] });
    expect(await read(cms, ADOBE, other)).toMatchObject({ kind: 'read', valid: false });
  });
});

describe('a SignedData of GB/T 35275', () => {
  const signer = FURTHER_SIGNERS.find(({ name }) => name === 'SM2 with SM3');
  if (signer === undefined) throw new Error('no SM2');
  let leaf: TestCertificate;
  beforeAll(async () => {
    leaf = await testLeaf(root, { key: signer.publicKey });
  });
  const gm = { type: OID.gmSignedData, contentType: OID.gmData } as const;

  it.each([PADES, ADOBE])('is read under its own names (%s)', async (subFilter) => {
    const cms = await furtherCms(document, signer, leaf, gm);
    expect(await read(cms, subFilter)).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [] });
    expect(await read(cms, subFilter, other)).toMatchObject({ intact: false, valid: true });
  });

  it('is read without signed attributes, in BER, and with one of the two names', async () => {
    const bare = await furtherCms(document, signer, leaf, { ...gm, attributes: null });
    expect(await read(bare, ADOBE)).toMatchObject({ kind: 'read', valid: true, problems: [] });
    const ber = toBer(readDer(await furtherCms(document, signer, leaf, gm)), { below: 3 });
    expect(await read(ber)).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [] });
    const half = await furtherCms(document, signer, leaf, { type: OID.gmSignedData });
    expect(await read(half)).toMatchObject({ kind: 'read', valid: true, problems: [] });
  });

  it('says in its attributes what the content is, and nothing else', async () => {
    const cms = await furtherCms(document, signer, leaf, { ...gm, attributeType: OID.data });
    expect(await read(cms)).toMatchObject({ kind: 'read', valid: true, problems: ['content-type-wrong'] });
    const stamp = await furtherCms(document, signer, leaf, { ...gm, contentType: OID.tstInfo });
    expect(await read(stamp)).toMatchObject({ problems: ['content-type-wrong'] });
  });

  it('is no seal of a confirmation', async () => {
    const cms = await furtherCms(document, signer, leaf, gm);
    const evidence = await sealEvidence(cms, digests, { subFilter: PADES });
    expect(evidence).toMatchObject({ problems: ['content-type-wrong', 'cms-not-signed-data'] });
  });

  it('makes a whole file clean', async () => {
    const text = signedDocument({ docMdp: 1, contents: ROOM });
    const pdf = await signPdfLater(text, leaf, (octets) => furtherCms(octets, signer, leaf, gm));
    expect(await inspectDocument(pdf)).toMatchObject({ outcome: 'clean', signatures: [{ algorithm: 'SM2 with SM3' }] });
  });
});
