import { beforeAll, describe, expect, test } from '@jest/globals';
import { contextTag, octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { judgeSignatures } from '#core/validation/judge-signatures.ts';
import { LAYER } from '#core/validation/layers.ts';
import type { SignedItem, SignerJudgement, ValidationAnchor, ValidationData } from '#core/validation/validation.ts';
import {
  CA_EXTENSIONS,
  type CrlRecipe,
  caExtension,
  derExtension,
  issueCertificate,
  issueCrl,
  issueOcsp,
  LEAF_EXTENSIONS,
  type OcspRecipe,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../support/pki.ts';
import { inStore, signatureItem, stampItem, timeStampLeaf } from '../../support/signed-items.ts';

/** Everything is judged on 2026-03-01 unless a case says otherwise. Lists hold from 02-28 to 03-07. */
const SIGNER = 601;
const BETWEEN = 602;
const TSA = 603;
const POINT = 'http://crl.example/1.crl';
const OTHER_POINT = 'http://crl.example/2.crl';

type Case = {
  readonly items?: readonly SignedItem[];
  readonly anchors?: readonly ValidationAnchor[];
  readonly crls?: readonly Uint8Array[];
  readonly ocsps?: readonly Uint8Array[];
  /** In the file, below the signature. */
  readonly sealedIn?: readonly Uint8Array[];
  readonly at?: string;
};

let root: TestCertificate;
let between: TestCertificate;
let stampRoot: TestCertificate;
let leaf: TestCertificate;
let deep: TestCertificate;
let short: TestCertificate;
let deepShort: TestCertificate;
let tsa: TestCertificate;
let partitioned: TestCertificate;

const distributionPoint = (uri: string) =>
  derExtension(OID.crlDistributionPoints, false, sequence(sequence(contextTag(0, contextTag(0, name(uri))))));
const name = (uri: string) => tlv(0x86, new TextEncoder().encode(uri));
const scope = (...fields: readonly Uint8Array[]) =>
  derExtension(OID.issuingDistributionPoint, true, sequence(...fields));
const pointScope = (uri: string) => scope(contextTag(0, contextTag(0, name(uri))));
const flag = (tag: number) => tlv(tag, Uint8Array.of(0xff));
const SHORT = { notAfter: '2026-02-20T00:00:00Z' };

beforeAll(async () => {
  root = await testRoot({ name: 'cases-root' });
  stampRoot = await testRoot({ name: 'cases-stamp-root' });
  between = await issueCertificate({
    key: testKey('p-256', 'cases-between'),
    commonName: 'TEST cases-between',
    issuer: root,
    serial: BETWEEN,
    extensions: CA_EXTENSIONS,
  });
  leaf = await testLeaf(root, { serial: SIGNER });
  deep = await testLeaf(between, { serial: SIGNER });
  short = await testLeaf(root, { serial: SIGNER, ...SHORT });
  deepShort = await testLeaf(between, { serial: SIGNER, ...SHORT });
  tsa = await timeStampLeaf(stampRoot, TSA);
  partitioned = await testLeaf(root, { serial: SIGNER, extensions: [...LEAF_EXTENSIONS, distributionPoint(POINT)] });
});

const standard = (): readonly ValidationAnchor[] => [
  { certificate: root.der, purposes: ['sealing'] },
  { certificate: stampRoot.der, purposes: ['time-stamping'] },
];
const list = (more: Partial<CrlRecipe> = {}) => issueCrl({ signer: root, ...more });
const revoking = (reason: number | undefined, at = '2026-02-15T00:00:00Z', serial = SIGNER): Partial<CrlRecipe> => ({
  revoked: [{ serial, at, ...(reason === undefined ? {} : { reason }) }],
});
const during = { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-25T00:00:00Z' };
const answer = (more: Partial<OcspRecipe> = {}) =>
  issueOcsp({ responder: root, issuer: root, certificate: leaf, ...more });
const stampAt = (time: string) => stampItem(tsa, time, LAYER.besideSignature(0));
const by = ({ der }: TestCertificate, others: readonly TestCertificate[] = [], stamps: readonly SignedItem[] = []) =>
  signatureItem([der, ...others.map((one) => one.der)], stamps);

async function judge({
  items = [by(leaf)],
  anchors = standard(),
  at = TEST_NOW,
  ...more
}: Case): Promise<SignerJudgement> {
  const sealedIn = more.sealedIn ?? [];
  const data: ValidationData = {
    items,
    certificates: [],
    crls: sealedIn.map((der) => inStore(der, 0)),
    ocsps: [],
  };
  const found = { crls: more.crls ?? [], ocsps: more.ocsps ?? [] };
  const [judged] = await judgeSignatures(data, { anchors, at, found });
  if (judged === undefined) throw new Error('nothing was judged');
  return judged;
}

const PASSED = 'TOTAL-PASSED';
const OPEN = 'INDETERMINATE';
const FAILED = 'TOTAL-FAILED';
type Row = readonly [
  what: string,
  clause: string,
  make: () => Promise<Case> | Case,
  indication: string,
  subIndication: string | null,
  revocation: string,
];

function cases(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    test.each(rows)('%s (%s)', async (_what, _clause, make, indication, subIndication, revocation) => {
      const judged = await judge(await make());
      expect([judged.indication, judged.subIndication, judged.revocation.kind]).toEqual([
        indication,
        subIndication,
        revocation,
      ]);
    });
  });
}

cases('an end hides nothing that is worse', [
  [
    'ended, nothing known',
    'EN 319 102-1 5.2.6.4',
    () => ({ items: [by(short)] }),
    OPEN,
    'OUT_OF_BOUNDS_NO_POE',
    'unknown',
  ],
  [
    'ended, a list made after the end that names it no longer',
    'RFC 5280 3.3',
    async () => ({ items: [by(short)], crls: [await list()] }),
    OPEN,
    'OUT_OF_BOUNDS_NO_POE',
    'unknown',
  ],
  [
    'ended, proven good up to the end',
    'EN 319 102-1 5.2.6.4',
    async () => ({ items: [by(short)], crls: [await list(during)] }),
    OPEN,
    'OUT_OF_BOUNDS_NOT_REVOKED',
    'unknown',
  ],
  [
    'ended, proven good only for a part of its days',
    'EN 319 102-1 5.2.6.4',
    async () => ({ items: [by(short)], crls: [await list({ ...during, nextUpdate: '2026-02-10T00:00:00Z' })] }),
    OPEN,
    'OUT_OF_BOUNDS_NO_POE',
    'unknown',
  ],
  [
    'ended, and revoked before',
    'EN 319 102-1 5.2.6.4',
    async () => ({ items: [by(short)], crls: [await list(revoking(1))] }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'ended, and nothing known of the CA between',
    'EN 319 102-1 5.6.2.2',
    async () => ({ items: [by(deepShort, [between])], crls: [await issueCrl({ signer: between, ...during })] }),
    OPEN,
    'OUT_OF_BOUNDS_NO_POE',
    'unknown',
  ],
  [
    'ended, and the CA between revoked',
    'EN 319 102-1 5.6.2.2',
    async () => ({
      items: [by(deepShort, [between])],
      crls: [await issueCrl({ signer: between, ...during }), await list(revoking(1, '2026-02-10T00:00:00Z', BETWEEN))],
    }),
    OPEN,
    'REVOKED_CA_NO_POE',
    'revoked',
  ],
  [
    'not ended, and nothing known of the CA between',
    'EN 319 102-1 5.2.6.4',
    async () => ({ items: [by(deep, [between])], crls: [await issueCrl({ signer: between })] }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
  [
    'not ended, everything known to be good',
    'EN 319 102-1 5.2.6.4',
    async () => ({ items: [by(deep, [between])], crls: [await issueCrl({ signer: between }), await list()] }),
    PASSED,
    null,
    'good',
  ],
]);

cases('what speaks against is heard', [
  [
    'a delta list',
    'RFC 5280 5.2.4',
    async () => ({ crls: [await list(), await list({ ...revoking(1), extensions: [delta()] })] }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a delta list that ends a hold revokes nothing',
    'RFC 5280 5.3.1',
    async () => ({ crls: [await list(), await list({ ...revoking(8), extensions: [delta()] })] }),
    PASSED,
    null,
    'good',
  ],
  [
    'a delta list alone proves nothing good',
    'RFC 5280 5.2.4',
    async () => ({ crls: [await list({ extensions: [delta()] })] }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
  [
    'a list for CAs only',
    'RFC 5280 5.2.5',
    async () => ({ crls: [await list(), await list({ ...revoking(1), extensions: [scope(flag(0x82))] })] }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list for some reasons',
    'RFC 5280 5.2.5',
    async () => ({
      crls: [await list(), await list({ ...revoking(1), extensions: [scope(tlv(0x83, Uint8Array.of(6, 0x40)))] })],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'an indirect list by the issuer',
    'RFC 5280 5.2.5',
    async () => ({ crls: [await list(), await list({ ...revoking(1), extensions: [scope(flag(0x84))] })] }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list with a critical extension that nobody knows',
    'RFC 5280 5.2',
    async () => ({
      crls: [await list(), await list({ ...revoking(1), extensions: [derExtension('1.2.3.4', true, sequence())] })],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list of another distribution point',
    'RFC 5280 6.3.3',
    async () => ({
      items: [by(partitioned)],
      crls: [await list(), await list({ ...revoking(1), extensions: [pointScope(OTHER_POINT)] })],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list that is out of date',
    'EN 319 102-1 5.2.5',
    async () => ({
      crls: [
        await list(),
        await list({ ...revoking(1), thisUpdate: '2026-02-16T00:00:00Z', nextUpdate: '2026-02-17T00:00:00Z' }),
      ],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list of the future',
    'EN 319 102-1 5.2.5',
    async () => ({
      crls: [await list(), await list({ ...revoking(1), thisUpdate: '2026-04-01T00:00:00Z', nextUpdate: null })],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'the second entry of a serial number',
    'RFC 5280 5.1.2.6',
    async () => ({
      crls: [
        await list({
          revoked: [
            { serial: SIGNER, at: '2026-02-10T00:00:00Z', reason: 6 },
            { serial: SIGNER, at: '2026-02-15T00:00:00Z', reason: 1 },
          ],
        }),
      ],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list in which another serial number is negative',
    'RFC 5280 4.1.2.2',
    async () => ({
      crls: [
        await list({
          revoked: [
            { serial: -5, at: '2026-02-10T00:00:00Z' },
            { serial: SIGNER, at: '2026-02-15T00:00:00Z', reason: 1 },
          ],
        }),
      ],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list in which another serial number is negative still proves good',
    'RFC 5280 4.1.2.2',
    async () => ({ crls: [await list({ revoked: [{ serial: -5, at: '2026-02-10T00:00:00Z' }] })] }),
    PASSED,
    null,
    'good',
  ],
  [
    'a list by an issuer without cRLSign',
    'RFC 5280 4.2.1.3',
    async () => {
      const issuer = await testRoot({
        name: 'cases-no-crl-sign',
        extensions: [caExtension(true), usageExtension('keyCertSign')],
      });
      const anchors = [{ certificate: issuer.der, purposes: ['sealing'] as const }];
      const crls = [await issueCrl({ signer: issuer, ...revoking(1) })];
      return { items: [by(await testLeaf(issuer, { serial: SIGNER }))], anchors, crls };
    },
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'an answer with a critical extension that nobody knows',
    'RFC 6960 4.4',
    async () => ({
      crls: [await list()],
      ocsps: [answer({ status: revokedStatus(1), extensions: unknownExtensions() })],
    }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'an answer by a responder of whom nothing more is known',
    'RFC 6960 4.2.2.2.1',
    async () => {
      const responder = await responderOf({});
      const old = await list({ thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-02T00:00:00Z' });
      return { crls: [old], ocsps: [answer({ responder, certificates: [responder], status: revokedStatus(1) })] };
    },
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'a list of somebody else of that name says nothing',
    'RFC 5280 6.3.3',
    async () => {
      const impostor = await testRoot({ name: 'cases-impostor', commonName: 'TEST cases-root' });
      return { crls: [await list(), await issueCrl({ signer: impostor, ...revoking(1) })] };
    },
    PASSED,
    null,
    'good',
  ],
  [
    'an answer of a responder that the issuer never appointed says nothing',
    'RFC 6960 4.2.2.2',
    async () => {
      const stranger = await testRoot({ name: 'cases-stranger' });
      return {
        crls: [await list()],
        ocsps: [answer({ responder: stranger, certificates: [stranger], status: revokedStatus(1) })],
      };
    },
    PASSED,
    null,
    'good',
  ],
]);

cases('partitioned lists', [
  [
    'prove good whom they cover',
    'RFC 5280 6.3.3',
    async () => ({ items: [by(partitioned)], crls: [await list({ extensions: [pointScope(POINT)] })] }),
    PASSED,
    null,
    'good',
  ],
  [
    'revoke whom they cover',
    'RFC 5280 6.3.3',
    async () => ({ items: [by(partitioned)], crls: [await list({ ...revoking(1), extensions: [pointScope(POINT)] })] }),
    OPEN,
    'REVOKED_NO_POE',
    'revoked',
  ],
  [
    'prove nothing of another point',
    'RFC 5280 6.3.3',
    async () => ({ items: [by(partitioned)], crls: [await list({ extensions: [pointScope(OTHER_POINT)] })] }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
  [
    'prove nothing of a certificate without a point',
    'RFC 5280 6.3.3',
    async () => ({ crls: [await list({ extensions: [pointScope(POINT)] })] }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
  [
    'for users prove a user good',
    'RFC 5280 5.2.5',
    async () => ({ crls: [await list({ extensions: [scope(flag(0x81))] })] }),
    PASSED,
    null,
    'good',
  ],
  [
    'for CAs prove nothing of a user',
    'RFC 5280 5.2.5',
    async () => ({ crls: [await list({ extensions: [scope(flag(0x82))] })] }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
  [
    'for attribute certificates prove nothing',
    'RFC 5280 5.2.5',
    async () => ({ crls: [await list({ extensions: [scope(flag(0x85))] })] }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
]);

cases('holds', [
  [
    'a hold in force',
    'EN 319 102-1 5.2.6.4',
    async () => ({ crls: [await list(revoking(6))] }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
  [
    'a hold that a newer list lifts',
    'RFC 5280 5.3.1',
    async () => ({ crls: [await list(), await list({ ...revoking(6), thisUpdate: '2026-02-16T00:00:00Z' })] }),
    PASSED,
    null,
    'good',
  ],
  [
    'a hold that is out of date, beside an older answer',
    'EN 319 102-1 5.2.5',
    async () => ({
      crls: [await list({ ...revoking(6), thisUpdate: '2026-02-16T00:00:00Z', nextUpdate: '2026-02-17T00:00:00Z' })],
      ocsps: [answer({ thisUpdate: '20260214000000Z' })],
    }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
  [
    'a partial list lifts no hold',
    'RFC 5280 5.2.5',
    async () => ({
      crls: [
        await list({ ...revoking(6), thisUpdate: '2026-02-16T00:00:00Z' }),
        await list({ extensions: [scope(flag(0x82))] }),
      ],
    }),
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
]);

cases('keys of anchors that are not relied on', [
  [
    'as a CA between, cross-certified by another anchor',
    'design: anchors are keys',
    async () => ({
      items: [by(deep, [between])],
      anchors: [...standard(), { certificate: between.der, purposes: [], isBarred: true }],
      crls: [await issueCrl({ signer: between }), await list()],
    }),
    OPEN,
    'NO_CERTIFICATE_CHAIN_FOUND',
    'not-asked',
  ],
  [
    'as a signer',
    'design: anchors are keys',
    async () => {
      const own = await testRoot({ name: 'cases-signing-anchor', key: leaf.key });
      return {
        anchors: [...standard(), { certificate: own.der, purposes: [], isBarred: true }],
        crls: [await list()],
      };
    },
    OPEN,
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    'not-asked',
  ],
  [
    'as a responder',
    'design: anchors are keys',
    async () => {
      const responder = await responderOf({ noCheck: true });
      const own = await testRoot({ name: 'cases-responding-anchor', key: responder.key });
      return {
        anchors: [...standard(), { certificate: own.der, purposes: [], isBarred: true }],
        ocsps: [answer({ responder, certificates: [responder] })],
      };
    },
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
]);

cases('responders', [
  [
    'one that the issuer appointed',
    'RFC 6960 4.2.2.2',
    async () => {
      const responder = await responderOf({ noCheck: true });
      return { ocsps: [answer({ responder, certificates: [responder] })] };
    },
    PASSED,
    null,
    'good',
  ],
  [
    'one that bears the name of its issuer',
    'RFC 6960 4.2.1',
    async () => {
      const responder = await responderOf({ noCheck: true, commonName: 'TEST cases-root' });
      return { ocsps: [answer({ responder, certificates: [responder] })] };
    },
    PASSED,
    null,
    'good',
  ],
  [
    'the second of two of one name',
    'RFC 6960 4.2.1',
    async () => {
      const former = await responderOf({ noCheck: true, key: 'cases-former-responder', serial: 71 });
      const responder = await responderOf({ noCheck: true });
      return { ocsps: [answer({ responder, certificates: [former, responder] })] };
    },
    PASSED,
    null,
    'good',
  ],
  [
    'one that the issuer revoked',
    'RFC 6960 4.2.2.2.1',
    async () => {
      const responder = await responderOf({ noCheck: true });
      const crl = await issueCrl({ signer: root, ...revoking(1, '2026-02-10T00:00:00Z', 70), ...during });
      return { crls: [crl], ocsps: [answer({ responder, certificates: [responder] })] };
    },
    OPEN,
    'TRY_LATER',
    'unknown',
  ],
]);

const stampedCase = async (reason: number | undefined, genTime: string): Promise<Case> => ({
  items: [by(leaf, [], [stampAt(genTime)])],
  crls: [
    await list(revoking(1)),
    await issueCrl({ signer: stampRoot, ...revoking(reason, '2026-02-20T00:00:00Z', TSA) }),
  ],
  sealedIn: [
    await list({ thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-12T00:00:00Z' }),
    await issueCrl({ signer: stampRoot, thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-12T00:00:00Z' }),
  ],
});

cases('a time-stamp authority that was revoked after it stamped', [
  ...([3, 4, 5] as const).map(
    (reason): Row => [
      `for reason ${reason}, keeps its stamp`,
      'RFC 3161 4.1',
      () => stampedCase(reason, '2026-02-10T00:00:00Z'),
      PASSED,
      null,
      'good',
    ],
  ),
  ...([undefined, 1, 2, 9] as const).map(
    (reason): Row => [
      `for reason ${reason ?? 'none'}, loses it`,
      'RFC 3161 4.1',
      () => stampedCase(reason, '2026-02-10T00:00:00Z'),
      OPEN,
      'REVOKED_NO_POE',
      'revoked',
    ],
  ),
  ...([3, 4, 5] as const).map(
    (reason): Row => [
      `for reason ${reason}, and stamped later still, proves nothing`,
      'RFC 3161 4.1',
      () => stampedCase(reason, '2026-02-21T00:00:00Z'),
      OPEN,
      'REVOKED_NO_POE',
      'revoked',
    ],
  ),
]);

test('an anchor that is only named ends the path of what it signed, so that it can be called by its name', async () => {
  const own = await testRoot({ name: 'cases-suspended', key: between.key, commonName: 'TEST cases-between' });
  const judged = await judge({
    items: [by(deep, [between])],
    anchors: [...standard(), { certificate: own.der, purposes: ['sealing'], isBarred: true }],
    crls: [await issueCrl({ signer: between }), await list()],
  });
  expect(judged.path?.anchor).toBe(2);
});

describe('time', () => {
  const vague = (time: string, accuracy: number) => ({
    ...stampAt(time),
    time: { genTime: Date.parse(time), accuracy },
  });

  test('an accuracy that reaches beyond the present makes no later certificate good', async () => {
    const later = await testLeaf(root, { serial: SIGNER, notBefore: '2026-03-01T12:00:00Z' });
    const judged = await judge({
      items: [by(later, [], [vague(TEST_NOW, 86_400_000)])],
      crls: [await list(), await issueCrl({ signer: stampRoot })],
    });
    expect(judged).toMatchObject({ indication: FAILED, subIndication: 'NOT_YET_VALID' });
  });

  test('what was sealed in is here now, whatever accuracy its time-stamp gives', async () => {
    const judged = await judge({
      items: [by(leaf, [], [vague(TEST_NOW, 3_600_000)])],
      sealedIn: [await list(), await issueCrl({ signer: stampRoot })],
    });
    expect(judged).toMatchObject({ indication: PASSED, provenAt: TEST_NOW });
  });

  test('says until when everything was proven good', async () => {
    expect(await judge({ crls: [await list(during)] })).toMatchObject({ goodUntil: '2026-02-25T00:00:00.000Z' });
    expect(await judge({ crls: [await list()] })).toMatchObject({ goodUntil: TEST_NOW });
    expect(await judge({})).toMatchObject({ goodUntil: null });
    expect(await judge({ crls: [await list(revoking(1)), await list(during)] })).toMatchObject({
      goodUntil: '2026-02-14T23:59:59.999Z',
    });
  });
});

function delta() {
  return derExtension(OID.deltaCrlIndicator, true, tlv(0x02, Uint8Array.of(1)));
}

function revokedStatus(reason: number): Uint8Array {
  const time = tlv(0x18, new TextEncoder().encode('20260215000000Z'));
  return contextTag(1, time, contextTag(0, tlv(0x0a, Uint8Array.of(reason))));
}

function unknownExtensions(): Uint8Array {
  return sequence(sequence(oid('1.2.3.4'), tlv(0x01, Uint8Array.of(0xff)), octetString(sequence())));
}

type ResponderRecipe = {
  readonly noCheck?: boolean;
  readonly commonName?: string;
  readonly key?: string;
  readonly serial?: number;
};

function responderOf({
  noCheck = false,
  commonName = 'TEST cases-responder',
  key = 'cases-responder',
  serial = 70,
}: ResponderRecipe) {
  return issueCertificate({
    key: testKey('p-256', key),
    commonName,
    issuer: root,
    serial,
    extensions: [
      caExtension(false),
      usageExtension('digitalSignature'),
      purposeExtension(OID.ocspSigning),
      ...(noCheck ? [derExtension(OID.ocspNoCheck, false, tlv(0x05))] : []),
    ],
  });
}
