import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Problem } from '#core/confirmation/errors.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { type IdentityConvention, shippedConvention } from '#core/x509/identity/identity-convention.ts';
import { addTrustAnchors, setSuspended } from '../../../server/app/trust/change-trust-list.ts';
import { actorRef, operatorActor } from '../../../server/model/access/actor.ts';
import type { AuditEntry, AuditPhase } from '../../../server/model/access/audit-entry.ts';
import type { TrustAnchor } from '../../../server/ports/trust-list.ts';
import type {
  JudgeChange,
  RegisteredAnchor,
  SuspensionTarget,
  TrustChange,
  WithChange,
} from '../../../server/ports/trust-register.ts';
import { MANUFACTURER } from '../../support/perfect-evidence.ts';
import { TEST_NOW, type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';

let roots: readonly TestCertificate[];
let leaf: TestCertificate;
/** Of the key of the first root. */
let renewed: TestCertificate;
beforeAll(async () => {
  roots = await Promise.all(['change-a', 'change-b', 'change-c'].map((name) => testRoot({ name })));
  leaf = await testLeaf(roots[0] as TestCertificate);
  renewed = await testRoot({ name: 'change-a', notAfter: '2040-01-01T00:00:00Z' });
});

const anchor = (id: string, certificate = roots[0] as TestCertificate): TrustAnchor => ({
  id,
  certificate: certificate.der,
  manufacturers: [MANUFACTURER],
  timeStamping: false,
  status: 'active',
  from: null,
  until: null,
});

const listedAs = (id: string, changes: Partial<RegisteredAnchor> = {}): RegisteredAnchor => ({
  ...anchor(id),
  origin: 'shipped',
  file: `/trust/${id}.json`,
  ...changes,
});
const add = (anchors: readonly TrustAnchor[], replaces: string | null = null) =>
  addTrustAnchors(
    deps,
    anchors.map((added) => ({ file: `${added.id}.json`, anchor: added })),
    TERMINAL,
    { replaces },
  );

/** What happened, in its order: audit entries and changes. */
let events: (AuditEntry | TrustAnchor | readonly [SuspensionTarget, boolean] | readonly [string, TrustAnchor])[];
let listed: RegisteredAnchor[];
beforeEach(() => {
  events = [];
  meanwhile = () => undefined;
  listed = [listedAs('a')];
});
/** What another one does to the list after it was looked at, and before it is changed. */
let meanwhile: () => void;
const register = {
  all: async () => listed,
  added: async () => [],
  foresee: async () => listed,
  change: async (
    asked: TrustChange,
    judge: JudgeChange,
    { entries = [] }: WithChange = {},
  ): Promise<Problem | null> => {
    meanwhile();
    const problem = judge(listed);
    if (problem !== null) return problem;
    if (asked.kind === 'add') events.push(...asked.anchors);
    else if (asked.kind === 'replace') events.push([asked.former, asked.anchor]);
    else events.push([asked.target, asked.kind === 'suspend']);
    events.push(...entries);
    return null;
  },
};
const deps = {
  register,
  auditLog: { append: async (entry: AuditEntry) => void events.push(entry) },
  clock: { now: () => TEST_NOW },
};
const TERMINAL = operatorActor();
const entry = (
  action: AuditEntry['action'],
  phase: AuditPhase,
  anchorId: string,
  detail: Record<string, string> = {},
): AuditEntry => ({
  ...{ stream: 'operator', at: TEST_NOW, actor: actorRef(TERMINAL), action, phase, detail },
  subject: { kind: 'anchor', id: anchorId },
});

it('says in the audit log what is added before it is, and after', async () => {
  const added = [anchor('b', roots[1]), anchor('c', roots[2])];
  expect(await add(added)).toMatchObject({ ok: true });
  expect(events).toEqual([
    entry('add-anchor', 'intended', 'b'),
    entry('add-anchor', 'intended', 'c'),
    ...added,
    entry('add-anchor', 'succeeded', 'b'),
    entry('add-anchor', 'succeeded', 'c'),
  ]);
});

it('judges the list as it stands when it is changed: of two at once the second is refused, and the log says so', async () => {
  meanwhile = () => void listed.push(listedAs('b', { certificate: (roots[1] as TestCertificate).der }));
  expect(await add([anchor('b', roots[2])])).toMatchObject({ ok: false, problem: { code: 'anchor-known' } });
  meanwhile = () => void listed.splice(0);
  const target = { anchor: 'a', manufacturer: null };
  expect(await setSuspended(deps, target, true, TERMINAL)).toMatchObject({ problem: { code: 'anchor-unknown' } });
  expect(events).toEqual([
    entry('add-anchor', 'intended', 'b'),
    entry('add-anchor', 'failed', 'b', { code: 'anchor-known' }),
    entry('suspend-trust', 'intended', 'a'),
    entry('suspend-trust', 'failed', 'a', { code: 'anchor-unknown' }),
  ]);
});

it.each<[string, string, () => readonly TrustAnchor[]]>([
  ['anchor-known', 'an id of the list', () => [anchor('b', roots[1]), anchor('a', roots[2])]],
  ['anchor-known', 'a certificate of the list', () => [anchor('b')]],
  ['anchor-known', 'an id twice', () => [anchor('b', roots[1]), anchor('b', roots[2])]],
  ['anchor-not-a-ca', 'a signer', () => [anchor('b', roots[1]), anchor('c', leaf)]],
  ['anchor-pinned-cannot-seal', 'a CA that is pinned', () => [{ ...anchor('b', roots[1]), pinned: true }]],
  [
    'anchor-identity-differs',
    'another rule for a key of the list',
    () => [{ ...anchor('b', renewed), identity: shippedConvention('cfca') as IdentityConvention }],
  ],
])('%s: %s; then none of them is added', async (code, _what, anchors) => {
  expect(await add(anchors())).toMatchObject({ ok: false, problem: { code } });
  expect(events).toEqual([]);
});

it('takes a signer that is pinned', async () => {
  expect(await add([{ ...anchor('b', leaf), pinned: true }])).toMatchObject({ ok: true });
});

it.each([
  ['suspend-trust', true],
  ['resume-trust', false],
] as const)('%s: an anchor, or one manufacturer', async (action, isSuspended) => {
  const whole = { anchor: 'a', manufacturer: null };
  const one = { anchor: 'a', manufacturer: MANUFACTURER.code };
  await setSuspended(deps, whole, isSuspended, TERMINAL);
  await setSuspended(deps, one, isSuspended, TERMINAL);
  expect(events).toEqual([
    entry(action, 'intended', 'a'),
    [whole, isSuspended],
    entry(action, 'succeeded', 'a'),
    entry(action, 'intended', 'a', { manufacturer: MANUFACTURER.code }),
    [one, isSuspended],
    entry(action, 'succeeded', 'a', { manufacturer: MANUFACTURER.code }),
  ]);
});

it.each([
  ['anchor-unknown', { anchor: 'b', manufacturer: null }],
  ['anchor-without-manufacturer', { anchor: 'a', manufacturer: 'ZZZ' }],
])('%s changes nothing', async (code, target) => {
  expect(await setSuspended(deps, target, true, TERMINAL)).toMatchObject({ ok: false, problem: { code } });
  expect(events).toEqual([]);
});

describe('what contradicts the list is refused', () => {
  const OTHER = { ...MANUFACTURER, uscc: completeUscc('91350200MA0000TEY'), code: 'OTH', nameZh: '他', wmis: [] };
  const from2026 = [{ wmi: 'LXH', from: '2026-01-01', until: null }];
  const by = (...manufacturers: TrustAnchor['manufacturers'][number][]) => ({
    ...anchor('b', roots[1]),
    manufacturers,
  });

  it.each<[string, string, () => TrustAnchor]>([
    ['anchor-wmi-elsewhere', 'a WMI of another', () => by({ ...OTHER, wmis: from2026 })],
    ['anchor-code-elsewhere', 'a code of another', () => by({ ...OTHER, code: MANUFACTURER.code })],
    ['anchor-manufacturer-differs', 'a known one under another code', () => by({ ...MANUFACTURER, code: 'NEW' })],
    [
      'anchor-manufacturer-differs',
      'under a name not listed',
      () => by({ ...MANUFACTURER, nameZh: '他', listings: [] }),
    ],
    ['anchor-manufacturer-differs', 'as TEST', () => by({ ...MANUFACTURER, test: true })],
    ['anchor-manufacturer-differs', 'registered elsewhere', () => by({ ...MANUFACTURER, registry: 'elsewhere' })],
  ])('%s: %s; with the other file', async (code, _what, added) => {
    const refused = await add([added()]);
    expect(refused).toMatchObject({ problem: { code, data: { file: 'b.json', otherFile: '/trust/a.json' } } });
    expect(events).toEqual([]);
    listed = [listedAs('a', { until: '2026-05-31' })];
    expect(await add([{ ...added(), from: '2026-05-31' }])).toMatchObject({ problem: { code } });
    expect(await add([{ ...added(), from: '2026-06-01' }])).toMatchObject({ ok: true });
  });

  it.each<[string, string, () => TrustAnchor]>([
    ['anchor-uscc-not-valid', 'a wrong check character', () => by({ ...OTHER, uscc: OTHER.uscc.replace(/.$/, '0') })],
    ['anchor-uscc-not-valid', 'a letter that none has', () => by({ ...OTHER, uscc: '91350200MA0000TESO' })],
    ['anchor-manufacturer-repeated', 'a credit code twice', () => by(OTHER, { ...OTHER, code: 'OTH2' })],
    ['anchor-code-elsewhere', 'a code for two', () => by(OTHER, { ...OTHER, uscc: completeUscc('91350200MA0000TEU') })],
  ])('%s: %s in one file', async (code, _what, added) => {
    expect(await add([added()])).toMatchObject({ problem: { code, data: { file: 'b.json' } } });
  });

  it('between two new files, too: then none is added', async () => {
    const both = [
      by(OTHER),
      { ...by({ ...OTHER, code: 'NEW' }), id: 'c', certificate: (roots[2] as TestCertificate).der },
    ];
    const problem = { code: 'anchor-manufacturer-differs', data: { file: 'c.json', otherFile: 'b.json' } };
    expect(await add(both)).toMatchObject({ problem });
    expect(events).toEqual([]);
  });

  it('of one key the dates of a WMI, too; two CAs may speak of different days', async () => {
    const added = by({ ...MANUFACTURER, wmis: from2026 });
    expect(await add([added])).toMatchObject({ ok: true });
    listed = [listedAs('a', { certificate: renewed.der })];
    expect(await add([{ ...added, certificate: (roots[0] as TestCertificate).der }])).toMatchObject({
      problem: { code: 'anchor-manufacturer-differs', data: { what: expect.stringContaining('wmi LXH') } },
    });
  });

  it.each<[string, () => TrustAnchor]>([
    ['the same manufacturer on two CAs', () => by(MANUFACTURER)],
    ['on a renewed certificate of one key', () => ({ ...by(MANUFACTURER), certificate: renewed.der })],
    [
      'with one more WMI',
      () => by({ ...MANUFACTURER, wmis: [...MANUFACTURER.wmis, { ...from2026[0], wmi: 'LXJ' } as never] }),
    ],
    ['under a new name, the former one listed', () => by({ ...MANUFACTURER, nameZh: '他' })],
    ['suspended', () => by({ ...MANUFACTURER, status: 'suspended' })],
    [
      'a WMI that has passed to another',
      () => by({ ...OTHER, wmis: [{ wmi: 'LXH', from: '2019-01-01', until: '2019-12-31' }] }),
    ],
  ])('but not %s', async (_what, added) => {
    expect(await add([added()])).toMatchObject({ ok: true });
  });

  it('what contradicts itself elsewhere does not hinder what does not', async () => {
    listed = [listedAs('x', { manufacturers: [{ ...OTHER, uscc: 'wrong' }] })];
    expect(await add([by(MANUFACTURER)])).toMatchObject({ ok: true });
  });

  describe('--replaces', () => {
    it('puts the new one in its place, and the log says so', async () => {
      listed = [listedAs('a', { origin: 'install', file: null })];
      const added = { ...by({ ...MANUFACTURER, code: 'NEW' }), certificate: (roots[0] as TestCertificate).der };
      expect(await add([added], 'a')).toMatchObject({ ok: true });
      expect(events).toEqual([
        entry('add-anchor', 'intended', 'b', { replaces: 'a' }),
        ['a', added],
        entry('add-anchor', 'succeeded', 'b', { replaces: 'a' }),
      ]);
    });

    it.each<[string, string, readonly RegisteredAnchor[]]>([
      ['replaced-anchor-unknown', 'nobody', []],
      ['replaced-anchor-shipped', 'shipped', []],
      ['anchor-manufacturer-differs', 'another than the one that contradicts', []],
    ])('%s: %s', async (code, name) => {
      const others = { manufacturers: [OTHER], certificate: (roots[2] as TestCertificate).der };
      listed = [
        listedAs('a', { origin: 'install' }),
        listedAs('shipped', others),
        listedAs('another than the one that contradicts', { ...others, manufacturers: [], origin: 'install' }),
      ];
      expect(await add([by({ ...MANUFACTURER, code: 'NEW' })], name)).toMatchObject({ problem: { code } });
      expect(events).toEqual([]);
    });
  });
});
