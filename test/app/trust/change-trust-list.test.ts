import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { addTrustAnchors, setSuspended } from '../../../server/app/trust/change-trust-list.ts';
import type { AuditEntry } from '../../../server/ports/audit-log.ts';
import type { TrustAnchor } from '../../../server/ports/trust-list.ts';
import type { RegisteredAnchor, SuspensionTarget } from '../../../server/ports/trust-register.ts';
import { MANUFACTURER } from '../../support/perfect-evidence.ts';
import { TEST_NOW, type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';

let roots: readonly TestCertificate[];
let leaf: TestCertificate;
beforeAll(async () => {
  roots = await Promise.all(['change-a', 'change-b', 'change-c'].map((name) => testRoot({ name })));
  leaf = await testLeaf(roots[0] as TestCertificate);
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

/** What happened, in its order: audit entries and changes. */
let events: (AuditEntry | TrustAnchor | readonly [SuspensionTarget, boolean])[];
let listed: RegisteredAnchor[];
beforeEach(() => {
  events = [];
  listed = [{ ...anchor('a'), origin: 'shipped' }];
});
const deps = {
  register: {
    all: () => listed,
    add: (added: TrustAnchor) => void events.push(added),
    setSuspended: (target: SuspensionTarget, isSuspended: boolean) => void events.push([target, isSuspended]),
  },
  auditLog: { append: async (entry: AuditEntry) => void events.push(entry) },
  clock: { now: () => TEST_NOW },
};
const entry = (action: AuditEntry['action'], detail: Record<string, string>) => ({
  at: TEST_NOW,
  by: 'terminal',
  action,
  number: null,
  detail,
});

it('says in the audit log what is added before it is', async () => {
  const added = [anchor('b', roots[1]), anchor('c', roots[2])];
  expect(await addTrustAnchors(deps, added, 'terminal')).toEqual({ ok: true, value: added });
  expect(events).toEqual([
    entry('anchor-added', { anchor: 'b' }),
    added[0],
    entry('anchor-added', { anchor: 'c' }),
    added[1],
  ]);
});

it.each<[string, string, () => readonly TrustAnchor[]]>([
  ['anchor-known', 'an id of the list', () => [anchor('b', roots[1]), anchor('a', roots[2])]],
  ['anchor-known', 'a certificate of the list', () => [anchor('b')]],
  ['anchor-known', 'an id twice', () => [anchor('b', roots[1]), anchor('b', roots[2])]],
  ['anchor-not-a-ca', 'a signer', () => [anchor('b', roots[1]), anchor('c', leaf)]],
])('%s: %s; then none of them is added', async (code, _what, anchors) => {
  expect(await addTrustAnchors(deps, anchors(), 'terminal')).toMatchObject({ ok: false, problem: { code } });
  expect(events).toEqual([]);
});

it.each([
  ['trust-suspended', true],
  ['trust-resumed', false],
] as const)('%s: an anchor, or one manufacturer', async (action, isSuspended) => {
  const whole = { anchor: 'a', manufacturer: null };
  const one = { anchor: 'a', manufacturer: MANUFACTURER.code };
  await setSuspended(deps, whole, isSuspended, 'terminal');
  await setSuspended(deps, one, isSuspended, 'terminal');
  expect(events).toEqual([
    entry(action, { anchor: 'a' }),
    [whole, isSuspended],
    entry(action, one),
    [one, isSuspended],
  ]);
});

it.each([
  ['anchor-unknown', { anchor: 'b', manufacturer: null }],
  ['anchor-without-manufacturer', { anchor: 'a', manufacturer: 'ZZZ' }],
])('%s changes nothing', async (code, target) => {
  expect(await setSuspended(deps, target, true, 'terminal')).toMatchObject({ ok: false, problem: { code } });
  expect(events).toEqual([]);
});
