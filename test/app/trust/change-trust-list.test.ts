import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { addTrustAnchors, setSuspended } from '../../../server/app/trust/change-trust-list.ts';
import { actorRef, operatorActor } from '../../../server/model/access/actor.ts';
import type { AuditEntry, AuditPhase } from '../../../server/model/access/audit-entry.ts';
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
  expect(await addTrustAnchors(deps, added, TERMINAL)).toEqual({ ok: true, value: added });
  expect(events).toEqual([
    entry('add-anchor', 'intended', 'b'),
    added[0],
    entry('add-anchor', 'succeeded', 'b'),
    entry('add-anchor', 'intended', 'c'),
    added[1],
    entry('add-anchor', 'succeeded', 'c'),
  ]);
});

it.each<[string, string, () => readonly TrustAnchor[]]>([
  ['anchor-known', 'an id of the list', () => [anchor('b', roots[1]), anchor('a', roots[2])]],
  ['anchor-known', 'a certificate of the list', () => [anchor('b')]],
  ['anchor-known', 'an id twice', () => [anchor('b', roots[1]), anchor('b', roots[2])]],
  ['anchor-not-a-ca', 'a signer', () => [anchor('b', roots[1]), anchor('c', leaf)]],
])('%s: %s; then none of them is added', async (code, _what, anchors) => {
  expect(await addTrustAnchors(deps, anchors(), TERMINAL)).toMatchObject({ ok: false, problem: { code } });
  expect(events).toEqual([]);
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
