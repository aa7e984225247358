import { beforeAll, describe, expect, it } from '@jest/globals';
import { judgeSignatures } from '#core/validation/judge-signatures.ts';
import type { RevocationMaterial, ValidationAnchor } from '#core/validation/validation.ts';
import { issueCrl, issueOcsp, TEST_NOW, type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';
import { signatureItem } from '../../support/signed-items.ts';

/** A signer whose own certificate is the anchor; nobody vouches for its issuer. */
const SERIAL = 551;
let root: TestCertificate;
let leaf: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'pinned-root' });
  leaf = await testLeaf(root, { serial: SERIAL });
});

const anchorOf = ({ der }: TestCertificate, more: Partial<ValidationAnchor> = {}): ValidationAnchor => ({
  ...{ certificate: der, purposes: ['sealing'], isPinned: true },
  ...more,
});
type Given = {
  readonly signer?: TestCertificate;
  readonly beside?: readonly TestCertificate[];
  readonly using?: readonly ValidationAnchor[];
  readonly found?: Partial<RevocationMaterial>;
  readonly at?: string;
};

async function judge({ signer = leaf, beside = [], using = [anchorOf(leaf)], found = {}, at = TEST_NOW }: Given = {}) {
  const items = [signatureItem([signer, ...beside].map(({ der }) => der))];
  const data = { items, certificates: [], crls: [], ocsps: [] };
  const [judged] = await judgeSignatures(data, { anchors: using, at, found: { crls: [], ocsps: [], ...found } });
  if (judged === undefined) throw new Error('nothing was judged');
  return judged;
}
const list = (reason: number | null, more: object = {}) => {
  const revoked = reason === null ? [] : [{ serial: SERIAL, at: '2026-02-15T00:00:00Z', reason }];
  return issueCrl({ signer: root, revoked, ...more });
};

describe('a pinned signer', () => {
  it('is trusted without anybody’s word, and nobody is asked', async () => {
    expect(await judge()).toMatchObject({
      trust: 'trusted',
      revocation: { kind: 'pinned' },
      path: { anchor: 0, certificates: [leaf.der] },
      subjects: [],
      embeddedRevocation: false,
    });
  });

  it('has its issuer asked where that is at hand, which may say that it is good', async () => {
    const judged = await judge({ beside: [root], found: { crls: [await list(null)] } });
    expect(judged).toMatchObject({ trust: 'trusted', revocation: { kind: 'good' } });
    expect(judged.subjects).toEqual([{ certificate: leaf.der, issuer: root.der }]);
  });

  it('needs no list that is in force', async () => {
    const stale = { thisUpdate: '2025-02-01T00:00:00Z', nextUpdate: '2025-02-08T00:00:00Z' };
    const judged = await judge({ beside: [root], found: { crls: [await list(null, stale)] } });
    expect(judged).toMatchObject({ trust: 'trusted', revocation: { kind: 'pinned' } });
  });

  it('is refused once its issuer revokes it, by list or by answer', async () => {
    const crl = await judge({ beside: [root], found: { crls: [await list(1)] } });
    expect(crl).toMatchObject({ trust: 'untrusted', revocation: { kind: 'revoked' } });
    const held = await judge({ beside: [root], found: { crls: [await list(6)] } });
    expect(held).toMatchObject({ trust: 'unknown', revocation: { kind: 'unknown', detail: 'certificate-on-hold' } });
    const good = issueOcsp({ responder: root, issuer: root, certificate: leaf });
    const both = await judge({ beside: [root], found: { crls: [await list(1)], ocsps: [good] } });
    expect(both.trust).toBe('untrusted');
  });

  it('is not revoked by a namesake of its issuer', async () => {
    const namesake = await testRoot({ name: 'pinned-namesake', commonName: 'TEST pinned-root' });
    const revoked = [{ serial: SERIAL, at: '2026-02-15T00:00:00Z', reason: 1 }];
    const crls = [await issueCrl({ signer: namesake, revoked })];
    expect(await judge({ beside: [namesake], found: { crls } })).toMatchObject({ trust: 'trusted' });
    expect(await judge({ beside: [namesake, root], found: { crls } })).toMatchObject({ trust: 'trusted' });
  });

  it('ends with its certificate', async () => {
    const short = await testLeaf(root, { serial: SERIAL, notAfter: '2026-02-20T00:00:00Z' });
    const judged = await judge({ signer: short, using: [anchorOf(short)] });
    expect(judged).toMatchObject({ trust: 'untrusted', subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED' });
    expect(await judge({ at: '2025-12-01T00:00:00Z' })).toMatchObject({ subIndication: 'NOT_YET_VALID' });
  });

  it('keeps its place while it is suspended and named, and signs nothing where it is not', async () => {
    expect(await judge({ using: [anchorOf(leaf, { isBarred: true })] })).toMatchObject({ path: { anchor: 0 } });
    const unnamed = await judge({ using: [anchorOf(leaf, { isBarred: true, purposes: [] })] });
    expect(unnamed).toMatchObject({ trust: 'unknown', path: null });
    const byItsCa = [
      anchorOf(leaf, { isBarred: true, purposes: [] }),
      { certificate: root.der, purposes: ['sealing'] },
    ];
    const around = await judge({ using: byItsCa as readonly ValidationAnchor[] });
    expect(around).toMatchObject({ path: null, pathProblem: expect.stringContaining('key-barred') });
  });

  it('lends its trust to no other certificate of its key, even under a CA that is trusted', async () => {
    const again = await testLeaf(root, { serial: 552 });
    const using = [anchorOf(leaf), { certificate: root.der, purposes: ['sealing'] }] as readonly ValidationAnchor[];
    expect(await judge({ signer: again, using })).toMatchObject({
      trust: 'untrusted',
      path: null,
      pathProblem: expect.stringContaining('pinned-certificate-differs'),
    });
  });
});
