import { beforeAll, describe, expect, it } from '@jest/globals';
import * as asn1js from 'asn1js';
import { OID } from '#core/asn1/oids.ts';
import { buildChain, type ChainRequest } from '#core/x509/build-chain.ts';
import { generalName, keyIdentifiers, nameConstraints, subjectAltName } from '../../support/path-extensions.ts';
import {
  CA_EXTENSIONS,
  type CertificateRecipe,
  caExtension,
  issueCertificate,
  LEAF_EXTENSIONS,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../support/pki.ts';

let root: TestCertificate;
let leaf: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'chain-root' });
  leaf = await testLeaf(root);
});

const chain = (request: Partial<ChainRequest>) =>
  buildChain({ signer: leaf.der, others: [], anchors: [root.der], at: TEST_NOW, ...request });

/** A CA under another, with a key of its own name. */
const under = (issuer: TestCertificate, name: string, recipe: Partial<CertificateRecipe> = {}) =>
  issueCertificate({
    key: testKey('p-256', name),
    commonName: `TEST ${name}`,
    issuer,
    extensions: CA_EXTENSIONS,
    ...recipe,
  });

describe('trusted', () => {
  it('directly under an anchor', async () => {
    expect(await chain({})).toEqual({ kind: 'trusted', path: [leaf.der, root.der], anchor: 0 });
  });

  it('names the anchor by its place', async () => {
    const other = await testRoot({ name: 'chain-other' });
    expect(await chain({ anchors: [other.der, root.der] })).toMatchObject({ kind: 'trusted', anchor: 1 });
  });

  it('through CAs between, given in any order, strangers and rubbish among them', async () => {
    const upper = await under(root, 'chain-upper');
    const lower = await under(upper, 'chain-lower');
    const signer = await testLeaf(lower);
    const stranger = await testRoot({ name: 'chain-stranger' });
    const others = [lower.der, stranger.der, new Uint8Array([1, 2, 3]), upper.der, root.der];
    expect(await chain({ signer: signer.der, others })).toMatchObject({
      kind: 'trusted',
      path: [signer.der, lower.der, upper.der, root.der],
    });
  });

  it('by another path when the first one breaks a rule', async () => {
    const key = testKey('p-256', 'chain-crossed');
    const recipe = { key, commonName: 'TEST crossed' };
    const expired = await under(root, '', {
      ...recipe,
      notBefore: '2024-01-01T00:00:00Z',
      notAfter: '2025-01-01T00:00:00Z',
    });
    const good = await under(root, '', { ...recipe, serial: 2 });
    const signer = await testLeaf(good);
    for (const others of [
      [expired.der, good.der],
      [good.der, expired.der],
    ]) {
      expect(await chain({ signer: signer.der, others })).toMatchObject({ kind: 'trusted' });
    }
  });

  it('whatever the signer’s own validity: that is judged elsewhere', async () => {
    const past = await testLeaf(root, { notBefore: '2025-02-01T00:00:00Z', notAfter: '2025-03-01T00:00:00Z' });
    expect(await chain({ signer: past.der })).toMatchObject({ kind: 'trusted' });
  });

  it.each([OID.documentSigning, OID.emailProtection, OID.anyExtendedKeyUsage])(
    'with a purpose that covers documents (%s)',
    async (purpose) => {
      const signer = await testLeaf(root, {
        extensions: [...LEAF_EXTENSIONS, purposeExtension(OID.timeStamping, purpose)],
      });
      expect(await chain({ signer: signer.der })).toMatchObject({ kind: 'trusted' });
    },
  );

  it('with RSA-PSS between', async () => {
    const pssRoot = await testRoot({ name: 'chain-pss', key: testKey('rsa-3072', 'root') });
    const signer = await testLeaf(pssRoot, { pss: true });
    expect(await chain({ signer: signer.der, anchors: [pssRoot.der] })).toMatchObject({ kind: 'trusted' });
  });

  it('when the document brings its own copy of the anchor: the trust list’s copy speaks', async () => {
    const copy = await testRoot({ name: 'chain-root', notAfter: '2045-01-01T00:00:00Z' });
    expect(await chain({ others: [copy.der] })).toMatchObject({ kind: 'trusted', path: [leaf.der, root.der] });
  });
});

describe('for a time-stamp authority', () => {
  const purposes = purposeExtension(OID.timeStamping);
  const ask = async (extensions: CertificateRecipe['extensions']) => {
    const signer = await testLeaf(root, { extensions });
    return chain({ signer: signer.der, purpose: 'time-stamping' });
  };

  it('asks for the one purpose, critical', async () => {
    const tsa = [...LEAF_EXTENSIONS, { ...purposes, critical: true }];
    expect(await ask(tsa)).toMatchObject({ kind: 'trusted' });
    expect(await chain({ signer: (await testLeaf(root, { extensions: tsa })).der })).toMatchObject({
      problem: 'extended-key-usage',
    });
  });

  it.each([
    ['not critical', [...LEAF_EXTENSIONS, purposes], 'extended-key-usage'],
    ['none', LEAF_EXTENSIONS, 'extended-key-usage'],
    [
      'not alone',
      [...LEAF_EXTENSIONS, { ...purposeExtension(OID.timeStamping, OID.documentSigning), critical: true }],
      'extended-key-usage',
    ],
    [
      'a key for other things',
      [caExtension(false), usageExtension('keyEncipherment'), { ...purposes, critical: true }],
      'key-usage',
    ],
    ['a CA', [caExtension(true), usageExtension('digitalSignature'), { ...purposes, critical: true }], 'signer-is-ca'],
  ])('%s', async (_what, extensions, problem) => {
    expect(await ask(extensions)).toMatchObject({ kind: 'chain-invalid', problem });
  });
});

describe('alternative paths', () => {
  const signerUnder = (issuer: TestCertificate) => testLeaf(issuer);
  const past = { notBefore: '2024-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' };

  it('through a cross-certificate, where the CA’s own root is no anchor', async () => {
    const old = await testRoot({ name: 'chain-crossed-root' });
    const cross = await under(root, 'chain-crossed-root');
    const signer = await signerUnder(old);
    for (const others of [
      [old.der, cross.der],
      [cross.der, old.der],
    ]) {
      const path = [signer.der, cross.der, root.der];
      expect(await chain({ signer: signer.der, others })).toMatchObject({ kind: 'trusted', path });
    }
  });

  it('whichever of two CAs that certify each other is the anchor', async () => {
    const [a, b] = [await testRoot({ name: 'cross-a' }), await testRoot({ name: 'cross-b' })];
    const [aByB, bByA] = [await under(b, 'cross-a'), await under(a, 'cross-b')];
    const others = [aByB.der, bByA.der, a.der, b.der];
    const signer = await signerUnder(a);
    expect(await chain({ signer: signer.der, others, anchors: [a.der] })).toMatchObject({ path: [signer.der, a.der] });
    expect(await chain({ signer: signer.der, others, anchors: [b.der] })).toMatchObject({
      path: [signer.der, aByB.der, b.der],
    });
  });

  it('to the valid one of two roots of one key: a CA re-issued its certificate', async () => {
    const first = await testRoot({ name: 'chain-reissued', ...past });
    const second = await testRoot({ name: 'chain-reissued', serial: 2 });
    const signer = await signerUnder(second);
    for (const anchors of [
      [first, second],
      [second, first],
    ]) {
      const result = await chain({ signer: signer.der, anchors: anchors.map(({ der }) => der) });
      expect(result).toMatchObject({ kind: 'trusted', anchor: anchors.indexOf(second) });
    }
    expect(await chain({ signer: signer.der, anchors: [first.der] })).toMatchObject({ problem: 'ca-expired' });
  });

  it('to the right one of several CAs of one name, whose keys differ', async () => {
    const names = { commonName: 'TEST same name' };
    const cas = await Promise.all(['same-1', 'same-2', 'same-3'].map((key) => under(root, key, names)));
    const signer = await signerUnder(cas[1] as TestCertificate);
    expect(await chain({ signer: signer.der, others: cas.map(({ der }) => der) })).toMatchObject({
      path: [signer.der, cas[1]?.der, root.der],
    });
  });

  it.each([
    ['expired', past],
    [
      'constrained to other names',
      { extensions: [...CA_EXTENSIONS, nameConstraints({ excluded: [generalName.dns('')] })] },
    ],
    ['without room for another CA', { extensions: [caExtension(true, 0), usageExtension('keyCertSign')] }],
  ])('around a CA certificate that is %s', async (_what, broken) => {
    const bad = await under(root, 'chain-around', { ...broken, serial: 1 });
    const good = await under(root, 'chain-around', { serial: 2 });
    const lower = await under(good, 'chain-around-lower');
    const extensions = [...LEAF_EXTENSIONS, subjectAltName(generalName.dns('maker.example'))];
    const signer = await testLeaf(lower, { extensions });
    for (const others of [
      [bad, good, lower],
      [lower, good, bad],
    ]) {
      const result = await chain({ signer: signer.der, others: others.map(({ der }) => der) });
      expect(result).toMatchObject({ kind: 'trusted', path: [signer.der, lower.der, good.der, root.der] });
    }
  });

  it('not around what the trust list says about a key', async () => {
    const expired = await testRoot({ name: 'chain-listed', ...past });
    const cross = await under(root, 'chain-listed');
    const signer = await signerUnder(cross);
    const request = { signer: signer.der, others: [cross.der] };
    expect(await chain({ ...request, anchors: [expired.der, root.der] })).toMatchObject({ problem: 'ca-expired' });
    expect(await chain(request)).toMatchObject({ kind: 'trusted' });
  });

  it('to the right one of twenty of one name, whatever else speaks for the others', async () => {
    const names = { commonName: 'TEST hinted' };
    const wrong = await Promise.all(
      Array.from({ length: 19 }, (_, index) =>
        under(root, `hint-${index % 4}`, { ...names, serial: index + 1, notAfter: '2040-01-01T00:00:00Z' }),
      ),
    );
    const identified = [...CA_EXTENSIONS, ...keyIdentifiers('right', 'root')];
    const right = await under(root, 'hint-right', { ...names, serial: 99, extensions: identified });
    const signer = await testLeaf(right, { extensions: [...LEAF_EXTENSIONS, ...keyIdentifiers('leaf', 'right')] });
    const others = [...wrong, right].map(({ der }) => der);
    expect(await chain({ signer: signer.der, others })).toMatchObject({ path: [signer.der, right.der, root.der] });
  });

  it.each(['of nobody', ''])('although its key identifiers are %j: they prove nothing', async (wrong) => {
    const between = await under(root, 'chain-hint', { extensions: [...CA_EXTENSIONS, ...keyIdentifiers('a', 'b')] });
    const signer = await testLeaf(between, { extensions: [...LEAF_EXTENSIONS, ...keyIdentifiers('leaf', wrong)] });
    expect(await chain({ signer: signer.der, others: [between.der] })).toMatchObject({ kind: 'trusted' });
  });
});

describe('unknown signer', () => {
  it('under a CA of the anchor’s name with another key', async () => {
    const impostor = await testRoot({ name: 'chain-impostor', commonName: 'TEST chain-root' });
    const signer = await testLeaf(impostor);
    expect(await chain({ signer: signer.der, others: [impostor.der] })).toEqual({ kind: 'unknown-signer' });
  });

  it('without any anchor', async () => {
    expect(await chain({ anchors: [] })).toEqual({ kind: 'unknown-signer' });
  });

  it('when the CA between is missing', async () => {
    const between = await under(root, 'chain-missing');
    const signer = await testLeaf(between);
    expect(await chain({ signer: signer.der })).toEqual({ kind: 'unknown-signer' });
  });

  it('self-signed', async () => {
    const own = await testRoot({ name: 'chain-own', extensions: LEAF_EXTENSIONS });
    expect(await chain({ signer: own.der })).toEqual({ kind: 'unknown-signer' });
  });

  it('when a byte of the signed part was changed', async () => {
    const changed = leaf.der.slice();
    const at = Buffer.from(changed).indexOf('TEST seal');
    changed[at] = 0x55;
    expect(await chain({ signer: changed })).toEqual({ kind: 'unknown-signer' });
  });

  it('at the end of a path that is longer than any real one', async () => {
    let issuer = root;
    const others: Uint8Array[] = [];
    for (let depth = 0; depth < 8; depth += 1) {
      issuer = await under(issuer, `chain-depth-${depth}`);
      others.push(issuer.der);
    }
    const signer = await testLeaf(issuer);
    expect(await chain({ signer: signer.der, others })).toEqual({ kind: 'unknown-signer' });
  });

  it('in a maze of CAs that certify one another, in bounded time', async () => {
    const names = ['maze-a', 'maze-b', 'maze-c', 'maze-d'];
    const cas = await Promise.all(names.map((name) => testRoot({ name })));
    const crossed = await Promise.all(
      cas.flatMap((issuer, at) =>
        names
          .filter((_, index) => index !== at)
          .map((name, index) => under(issuer, name, { serial: at * 10 + index + 1 })),
      ),
    );
    const signer = await testLeaf(cas[0] as TestCertificate);
    expect(await chain({ signer: signer.der, others: crossed.map(({ der }) => der) })).toEqual({
      kind: 'unknown-signer',
    });
  });
});

describe('chain invalid', () => {
  const unknownCritical = { oid: '1.2.3.4.5', critical: true, value: new asn1js.Null() };
  const constraints = (critical: boolean) => ({ oid: OID.nameConstraints, critical, value: new asn1js.Sequence() });

  it.each([
    ['ca-expired', { notBefore: '2024-01-01T00:00:00Z', notAfter: '2026-02-28T23:59:59Z' }],
    ['ca-not-yet-valid', { notBefore: '2026-03-01T08:00:01Z' }],
    ['not-a-ca', { extensions: LEAF_EXTENSIONS }],
    ['not-a-ca', { extensions: [usageExtension('keyCertSign')] }],
    ['ca-key-usage', { extensions: [caExtension(true), usageExtension('cRLSign')] }],
    ['ca-key-usage', { extensions: [caExtension(true)] }],
    ['ca-key-usage', { extensions: [...CA_EXTENSIONS, purposeExtension(OID.serverAuth)] }],
    ['unknown-critical-extension', { extensions: [...CA_EXTENSIONS, unknownCritical] }],
    ['certificate-malformed', { extensions: [...CA_EXTENSIONS, constraints(true)] }],
    ['certificate-malformed', { extensions: [...CA_EXTENSIONS, constraints(false)] }],
  ] as const)('%s, of a CA between and of the anchor alike', async (problem, recipe) => {
    const between = await under(root, 'chain-broken', recipe);
    const lower = await testLeaf(between);
    expect(await chain({ signer: lower.der, others: [between.der] })).toMatchObject({ kind: 'chain-invalid', problem });
    const anchor = await testRoot({ name: 'chain-broken-root', ...recipe });
    const direct = await testLeaf(anchor);
    expect(await chain({ signer: direct.der, anchors: [anchor.der] })).toMatchObject({
      kind: 'chain-invalid',
      problem,
    });
  });

  it.each([
    ['key-usage', [caExtension(false), usageExtension('keyEncipherment')]],
    ['key-usage', [caExtension(false)]],
    ['extended-key-usage', [...LEAF_EXTENSIONS, purposeExtension(OID.timeStamping)]],
    ['extended-key-usage', [...LEAF_EXTENSIONS, purposeExtension(OID.serverAuth)]],
    ['signer-is-ca', [caExtension(true), usageExtension('digitalSignature', 'keyCertSign')]],
    ['unknown-critical-extension', [...LEAF_EXTENSIONS, unknownCritical]],
  ] as const)('%s, of the signer', async (problem, extensions) => {
    const signer = await testLeaf(root, { extensions });
    expect(await chain({ signer: signer.der })).toMatchObject({ kind: 'chain-invalid', problem });
  });

  it('passes over an unknown extension that is not critical', async () => {
    const signer = await testLeaf(root, { extensions: [...LEAF_EXTENSIONS, { ...unknownCritical, critical: false }] });
    expect(await chain({ signer: signer.der })).toMatchObject({ kind: 'trusted' });
  });

  it('path-too-long: more CAs below than the anchor allows', async () => {
    const narrow = await testRoot({
      name: 'chain-narrow',
      extensions: [caExtension(true, 0), usageExtension('keyCertSign')],
    });
    const between = await under(narrow, 'chain-below');
    const request = { anchors: [narrow.der], others: [between.der] };
    const [direct, below] = [await testLeaf(narrow), await testLeaf(between)];
    expect(await chain({ ...request, signer: direct.der })).toMatchObject({ kind: 'trusted' });
    expect(await chain({ ...request, signer: below.der })).toMatchObject({ problem: 'path-too-long' });
  });

  it('not-a-ca: a manufacturer that certifies another one', async () => {
    const forged = await testLeaf(leaf, { key: testKey('p-256', 'forged'), commonName: 'TEST other maker' });
    expect(await chain({ signer: forged.der, others: [leaf.der] })).toMatchObject({ problem: 'not-a-ca' });
  });

  it.each([
    ['SHA-1', { name: 'chain-sha1', key: testKey('rsa-3072', 'root') }, { digest: 'SHA-1' }],
    ['RSA of 1024 bits', { name: 'chain-rsa-1024', key: testKey('rsa-1024', 'root') }, {}],
  ])('algorithm-refused: a certificate signed with %s', async (_what, rootRecipe, leafRecipe) => {
    const weak = await testRoot(rootRecipe);
    const signer = await testLeaf(weak, leafRecipe);
    expect(await chain({ signer: signer.der, anchors: [weak.der] })).toMatchObject({
      kind: 'chain-invalid',
      problem: 'algorithm-refused',
    });
  });

  it('certificate-malformed: a signer that is no certificate', async () => {
    expect(await chain({ signer: new Uint8Array([0x30, 0]) })).toMatchObject({ problem: 'certificate-malformed' });
  });
});

it('throws for an anchor that is no certificate: the trust list is ours', async () => {
  await expect(chain({ anchors: [new Uint8Array([1])] })).rejects.toMatchObject({ code: 'certificate-malformed' });
});

describe('a pinned certificate', () => {
  const pinned = (request: Partial<ChainRequest> = {}) =>
    chain({ anchors: [root.der, leaf.der], pinned: [leaf.der], ...request });

  it('answers for itself', async () => {
    expect(await pinned()).toEqual({ kind: 'trusted', path: [leaf.der], anchor: 1 });
  });

  it('does so before a CA that is trusted too, and for nobody else', async () => {
    const other = await testLeaf(root, { key: testKey('p-256', 'pinned-other') });
    expect(await pinned({ signer: other.der })).toMatchObject({ kind: 'trusted', path: [other.der, root.der] });
    expect(await pinned({ signer: other.der, anchors: [leaf.der] })).toEqual({ kind: 'unknown-signer' });
  });

  it('is the only one for its key', async () => {
    const again = await testLeaf(root, { serial: 4712 });
    const problem = 'pinned-certificate-differs';
    expect(await pinned({ signer: again.der })).toMatchObject({ kind: 'chain-invalid', problem });
    const both = { anchors: [leaf.der, again.der], pinned: [leaf.der, again.der] };
    expect(await pinned({ signer: again.der, ...both })).toMatchObject({ kind: 'trusted', anchor: 1 });
  });

  it('issues nothing, even where it says that it may', async () => {
    const ca = await testRoot({ name: 'chain-root' });
    const below = await testLeaf(ca);
    expect(await chain({ signer: below.der, anchors: [ca.der], pinned: [ca.der] })).toEqual({ kind: 'unknown-signer' });
    const itself = await chain({ signer: ca.der, anchors: [ca.der], pinned: [ca.der] });
    expect(itself).toMatchObject({ kind: 'chain-invalid', problem: 'key-usage' });
  });

  it('seals documents only if it may, and stamps no time', async () => {
    const tls = await testLeaf(root, { extensions: [...LEAF_EXTENSIONS, purposeExtension(OID.serverAuth)] });
    const own = { signer: tls.der, anchors: [tls.der], pinned: [tls.der] };
    expect(await chain(own)).toMatchObject({ kind: 'chain-invalid', problem: 'extended-key-usage' });
    const stamping = { anchors: [leaf.der], pinned: [leaf.der], purpose: 'time-stamping' } as const;
    expect(await chain(stamping)).toEqual({ kind: 'unknown-signer' });
  });
});
