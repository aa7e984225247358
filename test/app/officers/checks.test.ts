/** Checks that officers made: kept for their office, found by what was checked, shown to nobody else. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { keepCheck, keepsChecks } from '../../../server/app/officers/keep-check.ts';
import { CHECKS_PAGE, type ChecksQuestion, listChecks } from '../../../server/app/officers/list-checks.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { random } from '../../../server/compose/random.ts';
import { type InstallStore, openStore } from '../../../server/compose/store.ts';
import type { Actor } from '../../../server/model/access/actor.ts';
import type { Role } from '../../../server/model/access/roles.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

const VIN = '1M8GDM9AXKP042788';
const NUMBER = 'ASC-TST-2026-0000017';
let install: TestInstall;
let store: InstallStore;
let now = Date.parse('2026-11-01T08:00:00Z');
const clock = { now: () => new Date(now).toISOString() };

beforeAll(async () => {
  install = await openTestInstall({ clock });
  store = await openStore(dataPaths(install.folder), clock, {});
});
afterAll(async () => {
  await store.close();
  await install.dispose();
});

function officer(id: string, organisation: string, role: Role = 'officer'): Actor {
  const office = { id: organisation, kind: 'authority', manufacturerId: null, uscc: null } as const;
  return { kind: 'person', id, name: `TEST ${id}`, organisation: office, roles: [role] };
}
const deps = () => ({
  ...{ collections: store.collections, auditLog: store.auditLog, journal: store.journal, clock, randomBytes: random },
});
const result = (sha256 = 'ab'.repeat(32)) => {
  const verdict = { verdict: 'not-valid', headline: 'not-valid-altered', confirmation: null } as unknown as Verdict;
  const files = [{ name: 'file.pdf', size: 1, sha256, verdict, inspection: null }];
  now += 1_000;
  return { checkedAt: clock.now(), question: { vin: VIN, destination: 'KZ', applicationDate: null }, files };
};
const listed = async (actor: Actor, question: Partial<ChecksQuestion> = {}) => {
  const page = await listChecks(deps(), { of: 'me', about: '', cursor: null, ...question }, actor);
  return page.ok ? page.value.items.map(({ officer: { id } }) => id) : page.problem.code;
};

const li = officer('li', 'customs-a');

describe('checks of officers', () => {
  test('are found by VIN, file and reference, by those of the office alone', async () => {
    const kept = await keepCheck(deps(), result(), 'A'.repeat(22), li);
    if (!kept.ok) throw new Error(kept.problem.code);
    await keepCheck(deps(), result('cd'.repeat(32)), null, officer('wang', 'customs-a'));
    await keepCheck(deps(), result(), null, officer('zhao', 'customs-b'));
    expect(kept.value).toMatchObject({ vin: VIN, resultId: 'A'.repeat(22), files: [{ verdict: 'not-valid' }] });
    expect(await listed(li)).toEqual(['li']);
    expect(await listed(li, { of: 'office' })).toEqual(['wang', 'li']);
    for (const about of [VIN.toLowerCase(), 'AB'.repeat(32), kept.value.reference])
      expect(await listed(li, { about })).toEqual(['li']);
    expect(await listed(li, { of: 'office', about: 'cd'.repeat(32) })).toEqual(['wang']);
    expect(await listed(li, { about: NUMBER })).toEqual([]);
    const entries = await store.auditLog.about({ kind: 'check', id: kept.value.id }, 10);
    expect(entries.map(({ action, phase }) => `${action} ${phase}`)).toEqual(['keep-check succeeded']);
  });

  test('go on from page to page, each once', async () => {
    const chen = officer('chen', 'customs-c');
    for (let made = 0; made < CHECKS_PAGE + 3; made += 1) await keepCheck(deps(), result(), null, chen);
    const first = await listChecks(deps(), { of: 'me', about: '', cursor: null }, chen);
    if (!first.ok) throw new Error(first.problem.code);
    const { nextCursor: cursor } = first.value;
    expect([first.value.items.length, (await listed(chen, { cursor })).length]).toEqual([CHECKS_PAGE, 3]);
    expect(await listed(chen, { cursor: 'nonsense' })).toBe('cursor-not-valid');
  });

  test.each([
    ['an administrator of the office', officer('sun', 'customs-a', 'administrator'), []],
    ['a requester of an exporter', { ...li, organisation: exporter(), roles: ['requester'] } as Actor, 'not-permitted'],
  ])('%s keeps none', async (_who, actor, seen) => {
    expect(keepsChecks(actor)).toBe(false);
    const refused = await keepCheck(deps(), result(), null, actor);
    expect(refused).toMatchObject({ problem: { code: 'not-permitted' } });
    expect(await listed(actor)).toEqual(seen);
  });
});

function exporter() {
  return { id: 'export-co', kind: 'exporter', manufacturerId: null, uscc: '91350200M0000TEX1H' } as const;
}
