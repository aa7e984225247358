import { beforeAll, describe, expect, test } from '@jest/globals';
import { tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { proveChain } from '../../../server/app/proofs/prove-chain.ts';
import type { RevocationMaterial } from '../../../server/ports/revocation-source.ts';
import {
  caExtension,
  derExtension,
  issueCertificate,
  issueCrl,
  issueOcsp,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../support/pki.ts';

const SERIAL = 811;
let root: TestCertificate;
let leaf: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'prove-root' });
  leaf = await testLeaf(root, { serial: SERIAL });
});

const list = (more: object = {}) => issueCrl({ signer: root, ...more });
const revoked = (reason: number) => ({ revoked: [{ serial: SERIAL, at: '2026-02-15T00:00:00Z', reason }] });
const answer = (thisUpdate = '20260228000000Z') =>
  issueOcsp({ responder: root, issuer: root, certificate: leaf, thisUpdate });

function prove(material: Partial<RevocationMaterial>, barred: readonly Uint8Array[] = []) {
  const found = { crls: [], ocsps: [], ...material };
  return proveChain({ kept: async () => found, find: async () => found }, [leaf.der, root.der], TEST_NOW, barred);
}

describe('before anything is sealed', () => {
  test('an answer is taken before a list', async () => {
    const [crl, ocsp] = [await list(), answer()];
    expect(await prove({ crls: [crl], ocsps: [ocsp] })).toMatchObject({
      kind: 'proven',
      proofs: { crls: [], ocsps: [ocsp] },
    });
  });

  test('a certificate that nobody knows of has no proof', async () => {
    expect(await prove({})).toMatchObject({ kind: 'proven', proofs: { crls: [], ocsps: [] } });
  });

  test.each<[string, () => Promise<Partial<RevocationMaterial>>, string]>([
    ['revoked', async () => ({ crls: [await list(revoked(1))] }), 'revoked'],
    ['on hold', async () => ({ crls: [await list(revoked(6))] }), 'revoked'],
    [
      'revoked by a list of the future, good by today’s',
      async () => ({
        crls: [await list(), await list({ ...revoked(1), thisUpdate: '2026-04-01T00:00:00Z', nextUpdate: null })],
      }),
      'revoked',
    ],
    [
      'on hold by a list that is out of date, good by an older answer',
      async () => ({
        crls: [await list({ ...revoked(6), thisUpdate: '2026-02-16T00:00:00Z', nextUpdate: '2026-02-17T00:00:00Z' })],
        ocsps: [answer('20260214000000Z')],
      }),
      'revoked',
    ],
    [
      'on hold once, and lifted by a newer list',
      async () => ({ crls: [await list(), await list({ ...revoked(6), thisUpdate: '2026-02-16T00:00:00Z' })] }),
      'proven',
    ],
    [
      'a list that is out of date',
      async () => ({ crls: [await list({ nextUpdate: '2026-02-28T12:00:00Z' })] }),
      'unavailable',
    ],
  ])('%s', async (_what, material, kind) => {
    expect((await prove(await material())).kind).toBe(kind);
  });

  test('an answer by a key that may sign nothing proves nobody good', async () => {
    const responder = await issueCertificate({
      ...{ key: testKey('p-256', 'prove-responder'), commonName: 'TEST prove-responder', issuer: root, serial: 812 },
      extensions: [
        caExtension(false),
        usageExtension('digitalSignature'),
        purposeExtension(OID.ocspSigning),
        derExtension(OID.ocspNoCheck, false, tlv(0x05)),
      ],
    });
    const ocsps = [issueOcsp({ responder, issuer: root, certificate: leaf, certificates: [responder] })];
    expect((await prove({ ocsps })).kind).toBe('proven');
    expect((await prove({ ocsps }, [responder.der])).kind).toBe('unavailable');
  });
});
