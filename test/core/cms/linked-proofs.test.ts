import { beforeAll, describe, expect, test } from '@jest/globals';
import { areProofsLinked } from '#core/cms/linked-proofs.ts';
import { NO_PROOFS } from '#core/pdf/additions/unsealed-document.ts';
import { CA_EXTENSIONS, issueCrl, type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';

let root: TestCertificate;
let middle: TestCertificate;
let leaf: TestCertificate;
let stranger: TestCertificate;
let strangersList: Uint8Array;
let list: Uint8Array;
beforeAll(async () => {
  root = await testRoot({ name: 'linked-root' });
  middle = await testLeaf(root, { commonName: 'M', subject: {}, serial: 21, extensions: CA_EXTENSIONS });
  leaf = await testLeaf(middle, { commonName: 'L', subject: {}, serial: 22 });
  stranger = await testRoot({ name: 'stranger-root' });
  const times = { thisUpdate: '2026-01-01T00:00:00Z', nextUpdate: '2026-02-01T00:00:00Z' };
  list = await issueCrl({ signer: root, ...times });
  strangersList = await issueCrl({ signer: stranger, ...times });
});

const linked = (proofs: Partial<typeof NO_PROOFS>) => areProofsLinked({ ...NO_PROOFS, ...proofs }, [leaf.der]);

describe('a certificate', () => {
  test('that is a holder’s, or issued one, however far up and in whatever order', async () => {
    expect(await linked({ certificates: [leaf.der] })).toBe(true);
    expect(await linked({ certificates: [root.der, middle.der] })).toBe(true);
  });

  test('that issued nobody’s, or is none', async () => {
    expect(await linked({ certificates: [middle.der, stranger.der] })).toBe(false);
    expect(await linked({ certificates: [root.der] })).toBe(false);
    expect(await linked({ certificates: [Uint8Array.of(0x30, 0)] })).toBe(false);
  });
});

describe('a list', () => {
  test('about one that belongs here, by its issuer', async () => {
    expect(await linked({ certificates: [middle.der, root.der], crls: [list] })).toBe(true);
  });

  test('of an authority that issued none of them, or none at all', async () => {
    expect(await linked({ certificates: [middle.der], crls: [list] })).toBe(false);
    expect(await linked({ certificates: [middle.der, root.der], crls: [list, strangersList] })).toBe(false);
    expect(await linked({ crls: [Uint8Array.of(0x30, 0)] })).toBe(false);
    expect(await linked({ ocsps: [Uint8Array.of(0x30, 0)] })).toBe(false);
  });
});
