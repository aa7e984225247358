/** Whoever has no role for it changes nothing, by any use case, and the operator's chain tells that he asked. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import {
  type KeyOffice,
  type ManufacturerOffice,
  openAuditOffice,
  openKeyOffice,
  openManufacturerOffice,
  openRevocationOffice,
  openTrustRegister,
  type RevocationOffice,
  type TrustOffice,
} from '../../../server/compose/offices.ts';
import { openRecoveryOffice, type RecoveryOffice } from '../../../server/compose/recovery-office.ts';
import { TEST_SEAL } from '../../../server/development/test-manufacturer.ts';
import { type Actor, actorRef, operatorActor } from '../../../server/model/access/actor.ts';
import { ACTIONS, type Action } from '../../../server/model/access/permissions.ts';
import { keyActor } from '../../support/actors.ts';
import { everyListed } from '../../support/every-listed.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { developmentList } from '../../support/stored-lists.ts';
import { anchorOf } from '../../support/trust.ts';

const MAKER = 'test-maker';
const KEY = `${MAKER}-ecdsa-p256-sha256`;
const NOBODY: Actor = { ...keyActor('nobody'), roles: [] };

let install: TestInstall;
let keys: KeyOffice;
let trust: TrustOffice;
let manufacturers: ManufacturerOffice;
let revocation: RevocationOffice;
let number: string;
beforeAll(async () => {
  install = await openTestInstall();
  const options = { data: install.folder, acceptTestAnchors: true };
  keys = await openKeyOffice(options);
  trust = await openTrustRegister(options);
  manufacturers = await openManufacturerOffice(options);
  revocation = await openRevocationOffice(options);
  number = install.sample('valid').number;
});
afterAll(async () => {
  await keys.close();
  trust.close();
  manufacturers.close();
  revocation.close();
  await install.dispose();
});

async function audit(): Promise<Result<unknown>> {
  const office = await openAuditOffice({ data: install.folder });
  const listed = await office.list({ stream: null, subject: null, limit: 5 }, NOBODY);
  const verified = await office.verify(NOBODY, []);
  office.close();
  return listed.ok ? listed : verified;
}

async function recovering(work: (office: RecoveryOffice) => Promise<Result<unknown>>): Promise<Result<unknown>> {
  const office = await openRecoveryOffice({ data: install.folder });
  try {
    return await work(office);
  } finally {
    office.close();
  }
}

/** What is asked for, for each action: all of it would be done for an operator. */
const ASKED: Partial<Readonly<Record<Action, () => Promise<Result<unknown>>>>> = {
  'issue-confirmation': () => install.issue(install.request(9_001), { by: NOBODY }),
  'withdraw-confirmation': () => install.withdraw(number, { reason: 'lost' }, NOBODY),
  'renew-archive': () => install.renew({ numbers: null, by: NOBODY }),
  'register-manufacturer': () => manufacturers.add({ id: MAKER }, NOBODY),
  'change-sealing': () => install.sealing.change(MAKER, null, NOBODY),
  'propose-seal': () => install.seals.propose(MAKER, TEST_SEAL, NOBODY),
  'approve-seal': () => install.seals.approve({ manufacturerId: MAKER, version: 1, actor: NOBODY }),
  'retire-seal': () => install.seals.retire({ manufacturerId: MAKER, version: 1, actor: NOBODY }),
  'create-key': () => keys.create(wish(), NOBODY),
  'certify-key': () => keys.importCertificate(KEY, [], NOBODY),
  'activate-key': () => keys.activate(KEY, NOBODY),
  'rotate-key': () => keys.rotate(KEY, null, NOBODY),
  'suspend-key': () => keys.suspend(KEY, NOBODY),
  'mark-key-compromised': () => keys.markCompromised(KEY, '2026-01-01T00:00:00.000Z', NOBODY),
  'add-anchor': () => trust.add([{ file: 'new.json', anchor: { ...developmentAnchor(), id: 'new' } }], NOBODY, null),
  'suspend-trust': () => trust.setSuspended({ anchor: 'development-ca', manufacturer: null }, true, NOBODY),
  'resume-trust': () => trust.setSuspended({ anchor: 'development-ca', manufacturer: null }, false, NOBODY),
  'propose-trust': () =>
    install.trust.propose(
      { kind: 'resume', target: { anchor: 'development-ca', manufacturer: null } },
      { reason: 'x' },
      NOBODY,
    ),
  'approve-trust': () => install.trust.approve('none', { code: '000000' }, NOBODY),
  'reject-trust': () => install.trust.reject('none', { reason: 'x' }, NOBODY),
  'add-revocation-list': async () => {
    const octets = await developmentList(install.folder);
    const [added] = await revocation.add([{ file: 'new.crl', octets }], NOBODY, false);
    return added?.result as Result<unknown>;
  },
  'remove-revocation-list': () => revocation.remove('development-ca', NOBODY),
  'read-audit-log': audit,
  'adopt-confirmation': () => install.adopt(install.sample('valid').pdf, NOBODY),
  'restore-install': () => recovering((office) => office.repair(NOBODY, true)),
  'confirm-restore': () => recovering((office) => office.confirm(NOBODY)),
};

const wish = () =>
  ({ keyId: 'x', manufacturerId: MAKER, algorithm: 'ecdsa-p256-sha256', source: 'file', existing: null }) as const;
const developmentAnchor = () => anchorOf(install.folder);

/** Everything that an act could have changed, but for the operator's chain. */
async function everything(): Promise<unknown> {
  const chains = await install.auditLog.chains();
  return {
    chains: chains.filter(({ stream }) => stream !== 'operator'),
    confirmations: await everyListed(install),
    manufacturers: await install.directory.manufacturers(),
    seals: await install.seals.list(MAKER, operatorActor()),
    keys: await keys.list(),
    anchors: trust.anchors(),
    lists: (await revocation.all()).map(({ name }) => name),
    token: await install.actorOfToken('vs_x'),
  };
}

test.each(ACTIONS.filter((action) => action in ASKED))('%s', async (action) => {
  const before = await everything();
  const told = await install.auditLog.list({ stream: 'operator', after: 0, limit: 1_000 });
  expect(await ASKED[action]?.()).toMatchObject({ ok: false, problem: { code: 'not-permitted', data: { action } } });
  expect(await everything()).toEqual(before);
  const since = await install.auditLog.list({ stream: 'operator', after: told.length, limit: 10 });
  const refusal = { actor: actorRef(NOBODY), action, phase: 'failed', detail: { code: 'not-permitted' } };
  expect(since.length).toBeGreaterThan(0);
  for (const entry of since) expect(entry).toMatchObject(refusal);
});

test('what clients type is written down to a hundred characters only', async () => {
  await install.keys.suspend('x'.repeat(5_000), NOBODY);
  const [last] = (await install.auditLog.list({ stream: 'operator', after: 0, limit: 1_000 })).slice(-1);
  expect(last?.subject).toEqual({ kind: 'key', id: 'x'.repeat(100) });
  // The hundredth is the first half of a character, and the other one half of none.
  await install.keys.suspend(`${'x'.repeat(99)}\u{1f600}`, NOBODY);
  await install.issue({ manufacturer: 'x\ud800' }, { by: NOBODY });
  const told = (await install.auditLog.list({ stream: 'operator', after: 0, limit: 1_000 })).slice(-2);
  expect(told.map(({ subject }) => subject.id)).toEqual([`${'x'.repeat(99)}\ufffd`, 'x\ufffd']);
});

test('public checks and look-ups write no entry', async () => {
  const before = await install.auditLog.chains();
  const { pdf, vin } = install.sample('valid');
  await install.verify({ pdf, vin, destination: null, applicationDate: null });
  await install.verify({ pdf: install.sample('altered').pdf, vin: null, destination: null, applicationDate: null });
  await install.inspect(pdf);
  await install.lookUp({ number, vinTail: vin.slice(-6) });
  await install.find(number, operatorActor());
  expect(await install.auditLog.chains()).toEqual(before);
});

test('two who must be two: the proposer’s own approval is told, with who tried', async () => {
  const proposer = operatorActor('Wang');
  const proposed = await install.seals.propose(MAKER, TEST_SEAL, proposer);
  if (!proposed.ok) throw new Error(proposed.problem.code);
  const target = { manufacturerId: MAKER, version: proposed.value.version };
  expect(await install.seals.approve({ ...target, actor: keyActor('ｗａｎｇ') })).toMatchObject({
    problem: { code: 'seal-approved-by-proposer' },
  });
  const about = await install.auditLog.about({ kind: 'seal', id: MAKER }, 1_000);
  const own = about.filter(({ stream }) => stream !== 'operator');
  expect(own.slice(-4).map(({ actor, action, phase }) => [actor.id, action, phase])).toEqual([
    ['Wang', 'propose-seal', 'intended'],
    ['Wang', 'propose-seal', 'succeeded'],
    ['ｗａｎｇ', 'approve-seal', 'intended'],
    ['ｗａｎｇ', 'approve-seal', 'failed'],
  ]);
});
