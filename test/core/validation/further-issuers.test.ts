/** Authorities that sign certificates, lists and answers with algorithms that confirmations are not sealed with. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { inspectWithin } from '#core/validation/inspect-document.ts';
import type { ValidationContext } from '#core/validation/validation.ts';
import { FURTHER_SIGNERS } from '../../support/further-signers.ts';
import { latin1Bytes } from '../../support/pdf-writer.ts';
import {
  CA_EXTENSIONS,
  issueCertificate,
  issueCrl,
  issueOcsp,
  TEST_NOW,
  type TestCertificate,
  testKey,
  testLeaf,
} from '../../support/pki.ts';
import { resigned } from '../../support/resign.ts';
import { goodCms, ROOM, signPdf } from '../../support/sign-pdf.ts';
import { signedDocument } from '../../support/signed-document.ts';

type Material = ValidationContext['found'];

/** A key that signs first, so that another one's signature can be put in its place. */
const standIn = testKey('p-256', 'stand-in');

/** Small exponents are for the signatures of strangers alone. */
const isRefused = (name: string, policy: string) => name.startsWith('RSA') && policy === 'legacy';

describe.each(FURTHER_SIGNERS)('an authority with $name ($policy)', (signer) => {
  const [algorithm = new Uint8Array()] = signer.algorithms;
  const resigner = { algorithm, sign: signer.sign };
  const refused = isRefused(signer.name, signer.policy);
  let authority: TestCertificate;
  let leaf: TestCertificate;
  let pdf: Uint8Array;

  beforeAll(async () => {
    const self = { der: new Uint8Array(), key: standIn };
    const root = await issueCertificate({
      key: signer.publicKey,
      commonName: 'TEST authority',
      issuer: await issueCertificate({ key: standIn, commonName: 'TEST authority', issuer: null, extensions: [] }),
      extensions: CA_EXTENSIONS,
    });
    authority = { ...self, der: resigned(root.der, resigner) };
    const issued = await testLeaf(authority, { serial: 1001 });
    leaf = { der: resigned(issued.der, resigner), key: issued.key };
    pdf = latin1Bytes(signPdf(signedDocument({ docMdp: 1, contents: ROOM }), leaf, goodCms));
  });

  const trustWith = async (found: Material) => {
    const anchors = [{ certificate: authority.der, purposes: ['sealing'] as const }];
    const { inspection } = await inspectWithin(pdf, { anchors, at: TEST_NOW, found });
    const [signature] = inspection.signatures;
    expect(inspection.outcome).toBe('clean');
    return { trust: signature?.trust, why: signature?.subIndication };
  };
  const list = async (revoked: Parameters<typeof issueCrl>[0]['revoked'] = []) =>
    resigned(await issueCrl({ signer: authority, revoked }), resigner);
  const answer = (status?: Uint8Array) =>
    issueOcsp({
      responder: authority,
      issuer: authority,
      certificate: leaf,
      signer: resigner,
      ...(status === undefined ? {} : { status }),
    });
  const spoilt = (der: Uint8Array) => der.with(der.length - 1, (der.at(-1) ?? 0) ^ 1);

  it(`${refused ? 'is not heard' : 'is heard'} by its list and by its answer`, async () => {
    const expected = refused ? { trust: 'untrusted' } : { trust: 'trusted', why: null };
    expect(await trustWith({ crls: [await list()], ocsps: [] })).toMatchObject(expected);
    expect(await trustWith({ crls: [], ocsps: [answer()] })).toMatchObject(expected);
  });

  it('is not heard by what somebody changed', async () => {
    for (const found of [
      { crls: [spoilt(await list())], ocsps: [] },
      { crls: [], ocsps: [spoilt(answer())] },
      { crls: [], ocsps: [] },
    ]) {
      expect((await trustWith(found)).trust).not.toBe('trusted');
    }
  });

  it('revokes', async () => {
    const revoked = [{ serial: 1001, at: '2026-02-01T00:00:00Z' }];
    expect((await trustWith({ crls: [await list(revoked)], ocsps: [] })).trust).not.toBe('trusted');
  });

  it('did not issue what another key signed', async () => {
    const { der } = await testLeaf(authority, { serial: 1002 });
    const forged = resigned(der, { ...resigner, sign: () => signer.sign(Uint8Array.of(1)) });
    const signed = signPdf(signedDocument({ docMdp: 1, contents: ROOM }), { der: forged, key: leaf.key }, goodCms);
    const anchors = [{ certificate: authority.der, purposes: ['sealing'] as const }];
    const { inspection } = await inspectWithin(latin1Bytes(signed), {
      anchors,
      at: TEST_NOW,
      found: { crls: [await list()], ocsps: [answer()] },
    });
    expect(inspection.signatures[0]?.trust).toBe('untrusted');
  });
});
