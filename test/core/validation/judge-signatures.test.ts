import { beforeAll, describe, expect, it, test } from '@jest/globals';
import { tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { judgeSignatures } from '#core/validation/judge-signatures.ts';
import { LAYER } from '#core/validation/layers.ts';
import type {
  LayeredObject,
  SignedItem,
  ValidationAnchor,
  ValidationContext,
  ValidationData,
} from '#core/validation/validation.ts';
import {
  caExtension,
  issueCrl,
  issueOcsp,
  LEAF_EXTENSIONS,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../support/pki.ts';
import { inStore, signatureItem, stampItem, timeStampLeaf } from '../../support/signed-items.ts';

/** Everything is judged on 2026-03-01; lists hold from 02-28 to 03-07 unless they say otherwise. */
const SIGNER = 501;
const TSA = 502;
let root: TestCertificate;
let stampRoot: TestCertificate;
let leaf: TestCertificate;
let short: TestCertificate;
let tsa: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'judged-root' });
  stampRoot = await testRoot({ name: 'judged-stamp-root' });
  leaf = await testLeaf(root, { serial: SIGNER });
  short = await testLeaf(root, { serial: SIGNER, notAfter: '2026-02-20T00:00:00Z' });
  tsa = await timeStampLeaf(stampRoot, TSA);
});

const anchors = (): readonly ValidationAnchor[] => [
  { certificate: root.der, purposes: ['sealing'] },
  { certificate: stampRoot.der, purposes: ['time-stamping'] },
];
const list = (serial: number | null, at = '2026-02-15T00:00:00Z', more: object = {}) =>
  issueCrl({ signer: root, ...(serial === null ? {} : { revoked: [{ serial, at, reason: 1 }] }), ...more });
const stampList = (more: object = {}) => issueCrl({ signer: stampRoot, ...more });

const stampAt = (time: string, layer: number, more: Partial<SignedItem> = {}): SignedItem => ({
  ...stampItem(tsa, time, layer),
  ...more,
});
const signature = ({ der }: TestCertificate, stamps: readonly SignedItem[] = []) => signatureItem([der], stamps);
const stamped = (time: string) => stampAt(time, LAYER.besideSignature(0));
const document = (time: string, revision: number) => stampAt(time, LAYER.ofSignature(revision));

async function judge(
  items: readonly SignedItem[],
  found: Partial<ValidationContext['found']>,
  {
    at = TEST_NOW,
    using = anchors(),
    ...held
  }: Partial<ValidationData> & { at?: string; using?: readonly ValidationAnchor[] } = {},
) {
  const data: ValidationData = { certificates: [], crls: [], ocsps: [], ...held, items };
  const judged = await judgeSignatures(data, { anchors: using, at, found: { crls: [], ocsps: [], ...found } });
  const first = judged[0];
  if (first === undefined) throw new Error('nothing was judged');
  return first;
}

describe('a CA that has ended', () => {
  const ended = () => testRoot({ name: 'judged-ended', notAfter: '2026-01-31T00:00:00Z' });
  const by = async (change: object) => {
    const issuer = await ended();
    const using = [{ certificate: issuer.der, purposes: ['sealing'] as const }];
    return judge([signature(await testLeaf(issuer, { serial: SIGNER, ...change }))], {}, { using });
  };

  test('only time speaks against what held when it was made', async () => {
    expect(await by({ notBefore: '2026-01-01T00:00:00Z' })).toMatchObject({ path: null, hasPathEnded: true });
  });

  test.each([
    ['made after that end', { notBefore: '2026-02-10T00:00:00Z' }],
    ['not for signatures', { extensions: [caExtension(false), usageExtension('keyCertSign')] }],
  ])('what was never good has not ended: %s', async (_what, change) => {
    expect(await by({ notBefore: '2026-01-01T00:00:00Z', ...change })).toMatchObject({
      path: null,
      hasPathEnded: false,
    });
  });
});

describe('at the present', () => {
  test('good by a list, or by an OCSP answer', async () => {
    const passed = { trust: 'trusted', indication: 'TOTAL-PASSED', subIndication: null, provenAt: null };
    expect(await judge([signature(leaf)], { crls: [await list(null)] })).toMatchObject({
      ...passed,
      revocation: { kind: 'good', source: 'crl' },
    });
    const ocsp = issueOcsp({ responder: root, issuer: root, certificate: leaf });
    expect(await judge([signature(leaf)], { ocsps: [ocsp] })).toMatchObject({
      ...passed,
      revocation: { kind: 'good', source: 'ocsp' },
    });
  });

  test('unknown without anchors, untrusted under others', async () => {
    const none = { using: [] };
    expect(await judge([signature(leaf)], {}, none)).toMatchObject({
      trust: 'unknown',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    });
    const using = [{ certificate: stampRoot.der, purposes: ['sealing'] as const }];
    expect(await judge([signature(leaf)], {}, { using })).toMatchObject({
      trust: 'untrusted',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    });
  });

  test('an anchor for time-stamps vouches for no signer', async () => {
    const using = [{ certificate: root.der, purposes: ['time-stamping'] as const }];
    expect(await judge([signature(leaf)], { crls: [await list(null)] }, { using })).toMatchObject({ path: null });
  });

  test.each([
    ['nothing is known', async () => []],
    ['the list is out of date', async () => [await list(null, '', { nextUpdate: '2026-02-28T12:00:00Z' })]],
    ['the list is not yet', async () => [await list(null, '', { thisUpdate: '2026-03-02T00:00:00Z' })]],
  ])('to be tried later where %s', async (_what, crls) => {
    expect(await judge([signature(leaf)], { crls: await crls() })).toMatchObject({
      trust: 'unknown',
      indication: 'INDETERMINATE',
      subIndication: 'TRY_LATER',
      revocation: { kind: 'unknown' },
    });
  });

  test('revoked, and no old answer beside it helps', async () => {
    const ocsp = issueOcsp({ responder: root, issuer: root, certificate: leaf, thisUpdate: '20260210000000Z' });
    const held = { ocsps: [inStore(ocsp)] };
    expect(await judge([signature(leaf)], { crls: [await list(SIGNER)] }, held)).toMatchObject({
      trust: 'untrusted',
      subIndication: 'REVOKED_NO_POE',
      revocation: { kind: 'revoked', at: '2026-02-15T00:00:00.000Z' },
    });
  });

  test('an OCSP answer that the signer gave about itself says nothing', async () => {
    const own = await testLeaf(root, {
      serial: SIGNER,
      extensions: [
        caExtension(false),
        usageExtension('digitalSignature', 'nonRepudiation'),
        purposeExtension(OID.ocspSigning, OID.documentSigning),
        { oid: OID.ocspNoCheck, critical: false, value: LEAF_EXTENSIONS[0]?.value as never },
      ],
    });
    const ocsp = issueOcsp({ responder: own, issuer: root, certificate: own, certificates: [own] });
    expect(await judge([signature(own)], { ocsps: [ocsp] })).toMatchObject({ subIndication: 'TRY_LATER' });
  });

  test('a certificate that has ended, and one that is not yet', async () => {
    const before = { thisUpdate: '2026-02-18T00:00:00Z', nextUpdate: '2026-02-25T00:00:00Z' };
    const ended = await judge([signature(short)], { crls: [await list(null, '', before)] });
    expect(ended).toMatchObject({
      trust: 'untrusted',
      indication: 'INDETERMINATE',
      subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED',
    });
    // Of a list made after the end nothing follows: issuers drop what has ended (RFC 5280 §3.3).
    expect(await judge([signature(short)], { crls: [await list(null)] })).toMatchObject({
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
      revocation: { kind: 'unknown' },
    });
    expect(await judge([signature(short)], {})).toMatchObject({ subIndication: 'OUT_OF_BOUNDS_NO_POE' });
    const early = await judge([signature(leaf)], {}, { at: '2025-06-01T00:00:00.000Z' });
    expect(early).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'NOT_YET_VALID' });
  });
});

describe('by a time-stamp', () => {
  const revokedAfter = async () => ({ crls: [await list(SIGNER), await stampList()] });

  test.each([
    ['in the signature', () => [signature(leaf, [stamped('2026-02-10T00:00:00Z')])]],
    ['over the document', () => [signature(leaf), document('2026-02-10T00:00:00Z', 1)]],
  ])('%s, a revocation after it changes nothing', async (_where, items) => {
    const good = inStore(
      await list(null, '', { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-12T00:00:00Z' }),
    );
    expect(await judge(items(), await revokedAfter(), { crls: [good] })).toMatchObject({
      trust: 'trusted',
      indication: 'TOTAL-PASSED',
      provenAt: '2026-02-10T00:00:00.000Z',
      revocation: { kind: 'good' },
    });
  });

  test('made after the revocation it does not help', async () => {
    const items = [signature(leaf, [stamped('2026-02-16T00:00:00Z')])];
    expect(await judge(items, await revokedAfter())).toMatchObject({ subIndication: 'REVOKED_NO_POE' });
  });

  test('a certificate that has ended since is good', async () => {
    const crl = inStore(
      await list(null, '', { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-18T00:00:00Z' }),
    );
    const items = [signature(short, [stamped('2026-02-10T00:00:00Z')])];
    expect(await judge(items, { crls: [await stampList()] }, { crls: [crl] })).toMatchObject({ trust: 'trusted' });
  });

  it.each<[string, () => Promise<{ items: readonly SignedItem[]; crls: readonly Uint8Array[] }>]>([
    [
      'of an unknown authority',
      async () => {
        const stranger = await testRoot({ name: 'judged-stranger' });
        const other = await testLeaf(stranger, {
          extensions: [...LEAF_EXTENSIONS, { ...purposeExtension(OID.timeStamping), critical: true }],
        });
        const stamp = { ...stamped('2026-02-10T00:00:00Z'), certificates: [other.der, stranger.der] };
        return { items: [signature(leaf, [stamp])], crls: [await issueCrl({ signer: stranger })] };
      },
    ],
    [
      'by a certificate that is not for time-stamps',
      async () => {
        const other = await testLeaf(stampRoot, { serial: 9 });
        const stamp = { ...stamped('2026-02-10T00:00:00Z'), certificates: [other.der] };
        return { items: [signature(leaf, [stamp])], crls: [await stampList()] };
      },
    ],
    [
      'whose authority is revoked: it may be back-dated',
      async () => ({
        items: [signature(leaf, [stamped('2026-02-10T00:00:00Z')])],
        crls: [await stampList({ revoked: [{ serial: TSA, at: '2026-02-20T00:00:00Z', reason: 1 }] })],
      }),
    ],
    [
      'whose authority cannot be asked about',
      async () => ({ items: [signature(leaf, [stamped('2026-02-10T00:00:00Z')])], crls: [] }),
    ],
    [
      'of a time before its authority was certified',
      async () => ({ items: [signature(leaf, [stamped('2025-12-10T00:00:00Z')])], crls: [await stampList()] }),
    ],
    [
      'of the future',
      async () => ({ items: [signature(leaf, [stamped('2026-03-02T00:00:00Z')])], crls: [await stampList()] }),
    ],
    [
      'that is not sound',
      async () => ({
        items: [signature(leaf, [{ ...stamped('2026-02-10T00:00:00Z'), sound: false }])],
        crls: [await stampList()],
      }),
    ],
    [
      'that lies before the signature',
      async () => ({
        items: [{ ...signature(leaf), layer: LAYER.ofSignature(1) }, document('2026-02-10T00:00:00Z', 0)],
        crls: [await stampList()],
      }),
    ],
  ])('%s proves nothing', async (_what, make) => {
    const { items, crls } = await make();
    const judged = await judge(items, { crls: [await list(SIGNER), ...crls] });
    expect(judged).toMatchObject({ trust: 'untrusted', revocation: { kind: 'revoked' }, provenAt: null });
  });

  test('one that a later one over it contradicts proves nothing', async () => {
    const items = [document('2026-02-20T00:00:00Z', 1), signature(leaf), document('2026-02-10T00:00:00Z', 2)];
    expect(await judge(items, { crls: [await stampList()] })).toMatchObject({
      subIndication: 'TIMESTAMP_ORDER_FAILURE',
    });
  });

  test('a signature over an earlier time-stamp was certainly made after the revocation', async () => {
    const items = [{ ...signature(leaf), layer: LAYER.ofSignature(1) }, document('2026-02-20T00:00:00Z', 0)];
    expect(await judge(items, await revokedAfter())).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'REVOKED',
    });
  });

  test('a later time-stamp keeps the proof of one whose authority was revoked since', async () => {
    const other = await testRoot({ name: 'judged-later-root' });
    const later = await testLeaf(other, {
      serial: 77,
      extensions: [...LEAF_EXTENSIONS, { ...purposeExtension(OID.timeStamping), critical: true }],
    });
    const crls = [
      await list(SIGNER),
      await stampList({ revoked: [{ serial: TSA, at: '2026-02-20T00:00:00Z', reason: 1 }] }),
      await issueCrl({ signer: other }),
    ];
    const kept = (revision: number, by: TestCertificate) =>
      issueCrl({ signer: by, thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-14T00:00:00Z' }).then((der) =>
        inStore(der, revision),
      );
    const over = stampAt('2026-02-12T00:00:00Z', LAYER.ofSignature(1), { certificates: [later.der] });
    const held = { crls: [await kept(0, root), await kept(1, stampRoot)] };
    const using = [...anchors(), { certificate: other.der, purposes: ['time-stamping'] as const }];
    const items = [signature(leaf, [stamped('2026-02-10T00:00:00Z')]), over];
    expect(await judge(items, { crls }, { ...held, using })).toMatchObject({
      trust: 'trusted',
      provenAt: '2026-02-10T00:00:00.000Z',
    });
  });
});

describe('level', () => {
  const when = { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-18T00:00:00Z' };
  const time = '2026-02-10T00:00:00Z';

  test('is what is in the file, whoever trusts it', async () => {
    const lists = [await list(null, '', when), await stampList(when)];
    const crls = lists.map((der) => inStore(der, 1));
    const certificates = [root.der, stampRoot.der];
    const using: readonly ValidationAnchor[] = [];
    const level = async (items: readonly SignedItem[], held: Partial<ValidationData>) => {
      const judged = await judge(items, {}, { using, ...held });
      return [judged.level, judged.embeddedRevocation];
    };
    const both = { crls, certificates };
    const inside = { crls: lists.map((der) => inStore(der, 0)), certificates };
    const [ofSigner] = crls as [LayeredObject];
    expect(await level([signature(leaf)], {})).toEqual(['B-B', false]);
    expect(await level([signature(leaf)], both)).toEqual(['B-B', true]);
    expect(await level([signature(leaf, [stamped(time)])], {})).toEqual(['B-T', false]);
    expect(await level([signature(leaf, [stamped(time)])], { crls: [ofSigner], certificates })).toEqual(['B-T', true]);
    expect(await level([signature(leaf, [stamped(time)])], both)).toEqual(['B-LT', true]);
    expect(await level([signature(leaf, [stamped(time)]), document(time, 1)], both)).toEqual(['B-LTA', true]);
    // What was sealed in makes no other level: validators look for what was added.
    expect(await level([signature(leaf, [stamped(time)])], inside)).toEqual(['B-T', true]);
    expect(await level([signature(leaf, [stamped(time)]), document(time, 1)], inside)).toEqual(['B-T', true]);
    expect(await level([{ ...signature(leaf), sound: false }], both)).toEqual([null, false]);
  });

  test('counts no forged list, and none of another time', async () => {
    const impostor = await testRoot({ name: 'judged-impostor', commonName: 'TEST judged-root' });
    const certificates = [root.der, stampRoot.der];
    const stampCrl = inStore(await stampList(when));
    const items = [signature(leaf, [stamped(time)])];
    for (const forged of [
      await issueCrl({ signer: impostor, ...when }),
      await list(null, '', { thisUpdate: '2026-01-01T00:00:00Z', nextUpdate: '2026-01-08T00:00:00Z' }),
    ]) {
      expect(await judge(items, {}, { crls: [inStore(forged), stampCrl], certificates })).toMatchObject({
        level: 'B-T',
      });
    }
  });
});

test('rubbish instead of revocation data is passed over', async () => {
  const rubbish = [new Uint8Array(), tlv(0x30), Uint8Array.of(1, 2, 3)];
  const held = { crls: rubbish.map((der) => inStore(der)), ocsps: rubbish.map((der) => inStore(der)) };
  expect(await judge([signature(leaf)], { crls: [await list(null)] }, held)).toMatchObject({ trust: 'trusted' });
});
