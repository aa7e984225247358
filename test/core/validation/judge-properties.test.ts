import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judgeSignatures } from '#core/validation/judge-signatures.ts';
import type { LayeredObject, ValidationAnchor } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { marginEnd } from '../../../server/app/proofs/margin-end.ts';
import { proveChain } from '../../../server/app/proofs/prove-chain.ts';
import { findVoucher } from '../../../server/app/trust/find-voucher.ts';
import { judgementProblem, judgeSigningCertificate } from '../../../server/app/trust/judge-signing-certificate.ts';
import { marginProblem } from '../../../server/app/trust/margin-problem.ts';
import type { RevocationSource } from '../../../server/ports/revocation-source.ts';
import type { TrustList } from '../../../server/ports/trust-list.ts';
import {
  CA_EXTENSIONS,
  issueCertificate,
  issueCrl,
  issueOcsp,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
} from '../../support/pki.ts';
import { inStore, signatureItem } from '../../support/signed-items.ts';
import { seedOf, shareOf } from '../../support/test-share.ts';

/** Laws that hold for whatever lists, answers, other people's certificates and clocks come together. Every object is dated before every clock. */
const SIGNER = 901;
const BETWEEN = 902;
const DAYS = ['2026-03-02', '2026-03-05', '2026-03-20', '2026-04-20', '2027-06-01', '2029-06-01'];
const UPDATES = [
  { thisUpdate: '2026-02-10T00:00:00Z', nextUpdate: '2026-02-20T00:00:00Z' },
  { thisUpdate: '2026-03-01T00:00:00Z', nextUpdate: '2026-03-10T00:00:00Z' },
  { thisUpdate: '2026-03-01T12:00:00Z', nextUpdate: '2026-05-01T00:00:00Z' },
];
const REASONS = [null, 1, 6] as const;

type Chain = { readonly signer: TestCertificate; readonly others: readonly TestCertificate[] };
let root: TestCertificate;
let between: TestCertificate;
let chains: readonly Chain[];
let crls: readonly Uint8Array[];
let ocsps: readonly Uint8Array[];
let unrelated: readonly Uint8Array[];

beforeAll(async () => {
  root = await testRoot({ name: 'laws-root' });
  between = await issueCertificate({
    key: testKey('p-256', 'laws-between'),
    commonName: 'TEST laws-between',
    issuer: root,
    serial: BETWEEN,
    extensions: CA_EXTENSIONS,
  });
  const short = { serial: SIGNER, notAfter: '2026-04-01T00:00:00Z' };
  chains = [
    { signer: await testLeaf(root, { serial: SIGNER }), others: [] },
    { signer: await testLeaf(root, short), others: [] },
    { signer: await testLeaf(between, { serial: SIGNER }), others: [between] },
    { signer: await testLeaf(between, short), others: [between] },
  ];
  const lists = [root, between].flatMap((signer) =>
    UPDATES.flatMap((update) =>
      REASONS.map((reason) => {
        const serial = signer === root ? [SIGNER, BETWEEN] : [SIGNER];
        const entries = serial.map((one) => ({ serial: one, at: '2026-02-15T00:00:00Z', reason: reason ?? 0 }));
        return issueCrl({ signer, ...update, ...(reason === null ? {} : { revoked: entries }) });
      }),
    ),
  );
  crls = await Promise.all(lists);
  ocsps = chains.map(({ signer, others }) => {
    const issuer = others[0] ?? root;
    return issueOcsp({ responder: issuer, issuer, certificate: signer, thisUpdate: '20260228000000Z' });
  });
  const impostor = await testRoot({ name: 'laws-impostor', commonName: 'TEST laws-between' });
  unrelated = [impostor.der, (await testRoot({ name: 'laws-stranger' })).der];
});

type Drawn = {
  readonly chain: number;
  readonly lists: readonly number[];
  readonly answers: readonly number[];
  readonly days: readonly [number, number];
};
const LISTS = 2 * UPDATES.length * REASONS.length;
const drawn: fc.Arbitrary<Drawn> = fc.record({
  chain: fc.nat(3),
  lists: fc.uniqueArray(fc.nat(LISTS - 1), { maxLength: 4 }),
  answers: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
  days: fc.tuple(fc.nat(DAYS.length - 1), fc.nat(DAYS.length - 1)),
});

/** Between what is not known and what has ended there is no better or worse. */
const RANK = { trusted: 1, unknown: 0, untrusted: 0 } as const;
const RUNS = { numRuns: shareOf(1_000, 100), seed: seedOf(12) };

const instant = (day: number) => `${DAYS[day]}T08:00:00.000Z`;
const anchors = (): readonly ValidationAnchor[] => [{ certificate: root.der, purposes: ['sealing'] }];
const at = <Value>(all: readonly Value[], indexes: readonly number[]) => indexes.map((index) => all[index] as Value);

async function trust(
  { chain, lists, answers }: Drawn,
  day: number,
  {
    more = [],
    sealedIn = [],
  }: { readonly more?: readonly Uint8Array[]; readonly sealedIn?: readonly LayeredObject[] } = {},
) {
  const { signer, others } = chains[chain] as Chain;
  const items = [signatureItem([signer.der, ...others.map(({ der }) => der)])];
  const found = { crls: at(crls, lists), ocsps: at(ocsps, answers) };
  const data = { items, certificates: more, crls: sealedIn, ocsps: [] };
  const [judged] = await judgeSignatures(data, { anchors: anchors(), at: instant(day), found });
  return judged?.trust ?? 'untrusted';
}

test('nothing becomes trusted by the mere passing of time', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async (one) => {
      const [early, late] = [Math.min(...one.days), Math.max(...one.days)];
      if ((await trust(one, late)) === 'trusted') expect(await trust(one, early)).toBe('trusted');
    }),
    RUNS,
  );
});

test('a certificate of somebody else makes nothing better, and nothing worse', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async (one) => {
      expect(await trust(one, one.days[0], { more: unrelated })).toBe(await trust(one, one.days[0]));
    }),
    RUNS,
  );
});

test('no list that speaks of nobody can be taken away for the better', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async (one) => {
      const [removed, ...kept] = one.lists;
      const isGood = removed !== undefined && removed % REASONS.length === 0;
      if (!isGood) return;
      const without = RANK[await trust({ ...one, lists: kept }, one.days[0])];
      expect(RANK[await trust(one, one.days[0])]).toBeGreaterThanOrEqual(without);
    }),
    RUNS,
  );
});

test('what is sealed in beside what is at hand makes nothing worse that does not revoke', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, fc.nat(UPDATES.length - 1), async (one, update) => {
      const good = inStore(crls[update * REASONS.length] as Uint8Array);
      const before = RANK[await trust(one, one.days[0])];
      expect(RANK[await trust(one, one.days[0], { sealedIn: [good] })]).toBeGreaterThanOrEqual(before);
    }),
    RUNS,
  );
});

test('what may be sealed is trusted at that instant, as far as anything is known of it', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async (one) => {
      const { signer, others } = chains[one.chain] as Chain;
      const found = { crls: at(crls, one.lists), ocsps: at(ocsps, one.answers) };
      const path = [signer, ...others, root].map(({ der }) => der);
      const [day] = one.days;
      const proof = await proveChain({ kept: async () => found, find: async () => found }, path, instant(day));
      if (proof.kind !== 'proven' || found.crls.length + found.ocsps.length === 0) return;
      const isEnded = one.chain % 2 === 1 && day > 2;
      if (!isEnded) expect(await trust(one, day)).toBe('trusted');
    }),
    RUNS,
  );
});

describe('what is imported', () => {
  const MAKER = {
    ...{ id: 'maker', code: 'XHM', nameZh: '星汉汽车（测试）有限公司', nameEn: 'TEST', uscc: '91350200M0000TEX1H' },
    ...{
      test: true,
      listings: [{ announcement: '1', nameZh: '星汉汽车（测试）有限公司', from: '2020-01-01', until: null }],
    },
    wmis: [],
  };
  const certificatesOf = ({ chain }: Drawn) => {
    const { signer, others } = chains[chain] as Chain;
    return { signer: signer.der, others: others.map(({ der }) => der) };
  };
  const listOf = (until: string | null): TrustList => ({
    anchors: async () => [
      {
        ...{ id: 'laws', certificate: root.der, timeStamping: false, status: 'active', from: null, until },
        manufacturers: [{ ...MAKER, status: 'active', registry: 'here' }],
      },
    ],
  });
  const sourceOf = ({ lists, answers }: Drawn): RevocationSource => {
    const found = { crls: at(crls, lists), ocsps: at(ocsps, answers) };
    return { kept: async () => found, find: async () => found };
  };

  test('is what a verification trusts at that instant, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (one) => {
        const [day] = one.days;
        const deps = { trustList: listOf(null), revocation: sourceOf(one) };
        const problem = judgementProblem(await judgeSigningCertificate(deps, certificatesOf(one), instant(day)));
        expect(problem === null).toBe((await trust(one, day)) === 'trusted');
      }),
      RUNS,
    );
  });

  test('may be sealed with at that instant', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (one) => {
        const [day] = one.days;
        const deps = { trustList: listOf(null), revocation: sourceOf(one) };
        const certificates = certificatesOf(one);
        if (judgementProblem(await judgeSigningCertificate(deps, certificates, instant(day))) !== null) return;
        const path = [certificates.signer, ...certificates.others, root.der];
        expect((await proveChain(deps.revocation, path, instant(day))).kind).toBe('proven');
      }),
      RUNS,
    );
  });

  test('holds for every day of its margin, as far as certificates and anchors go', async () => {
    const until = fc.constantFrom(null, '2026-03-15', '2026-05-01');
    await fc.assert(
      fc.asyncProperty(drawn, fc.nat(60), fc.nat(60), until, async (one, days, some, last) => {
        const list = listOf(last);
        const margin = { at: instant(one.days[0]), days };
        if ((await findVoucher(list, certificatesOf(one), MAKER, margin.at)).ok === false) return;
        if ((await marginProblem(list, certificatesOf(one), MAKER, margin)) !== null) return;
        const earlier = { ...margin, days: Math.min(some, days) };
        expect(await marginProblem(list, certificatesOf(one), MAKER, earlier)).toBeNull();
        expect((await findVoucher(list, certificatesOf(one), MAKER, marginEnd(earlier))).ok).toBe(true);
        const { notAfter } = readCertificate(certificatesOf(one).signer);
        if (days > 0) expect(notAfter).toBeGreaterThanOrEqual(Date.parse(marginEnd(margin)));
      }),
      RUNS,
    );
  });
});
