/** Organisations and their access keys: who may make and end them, and whom a key identifies, as the service sees it. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { sha256Hex } from '../../server/app/digest.ts';
import { accessKeyRecord } from '../../server/app/people/access-key-records.ts';
import { organisationRecord } from '../../server/app/people/organisation-records.ts';
import { addOrganisation } from '../../server/app/people/organisations.ts';
import { replayAccess } from '../../server/app/recovery/replay-access.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openPeopleOffice, type PeopleOffice } from '../../server/compose/offices.ts';
import { SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import { openStore } from '../../server/compose/store.ts';
import { type Actor, actorRef, operatorActor, RECOVERY } from '../../server/model/access/actor.ts';
import type { NewRecord } from '../../server/ports/collections.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

const OPERATOR = operatorActor('zhang');
const USCC = '91350200M0000TEX1H';
const EXPORTER = { kind: 'exporter', id: 'export-co', name: 'TEST 出口公司', uscc: USCC };
const DAY_MS = 86_400_000;

let install: TestInstall;
let office: PeopleOffice;
let now = Date.now();
const clock = { now: () => new Date(now).toISOString() };
beforeAll(async () => {
  install = await openTestInstall({ clock });
  office = await openPeopleOffice({ data: install.folder }, clock);
});
afterAll(async () => {
  await office.close();
  await install.dispose();
});

function expectOk<Value>(answer: Result<Value>): Value {
  if (!answer.ok) throw new Error(`${answer.problem.code} ${JSON.stringify(answer.problem.fields)}`);
  return answer.value;
}
const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
const wish = (organisation: string, changes: object = {}) => ({
  ...{ organisation, name: 'ERP', roles: ['requester'], days: 30 },
  ...changes,
});
async function keyOf(organisation: string, ...roles: readonly string[]) {
  const made = expectOk(await office.createAccessKey(wish(organisation, { roles }), OPERATOR));
  const actor = await install.actorOfToken(made.secret);
  if (actor === null) throw new Error('the key identifies nobody');
  return { ...made, actor };
}

describe('organisations', () => {
  test('are a registered manufacturer, an exporter or an authority, each once', async () => {
    const maker = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' };
    expect(expectOk(await office.addOrganisation(maker, OPERATOR))).toMatchObject({
      ...{ kind: 'manufacturer', manufacturerId: 'test-maker', state: 'active', since: clock.now() },
      uscc: expect.stringMatching(/^[0-9A-Z]{18}$/),
    });
    expect(codeOf(await office.addOrganisation(EXPORTER, OPERATOR))).toBe('ok');
    expect(
      codeOf(await office.addOrganisation({ kind: 'authority', id: 'office', name: 'TEST 办公室' }, OPERATOR)),
    ).toBe('ok');
    expect((await office.organisations()).map(({ id }) => id).sort()).toEqual(['export-co', 'maker', 'office']);
    for (const again of [
      EXPORTER,
      { ...EXPORTER, id: 'other' },
      { ...maker, id: 'other' },
      { ...EXPORTER, id: 'operator' },
    ])
      expect(codeOf(await office.addOrganisation(again, OPERATOR))).toBe('organisation-known');
  });

  test('of two that add one at the same moment, one is told that it is known', async () => {
    const twin = { ...EXPORTER, uscc: completeUscc('91350200M0000TEX2') };
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const { auditLog, manufacturers: directory } = store;
    // Each asks before the other one has written.
    const collections = { ...store.collections, findUnique: async () => null };
    const add = (id: string) => addOrganisation({ auditLog, clock, directory, collections }, { ...twin, id }, OPERATOR);
    expect([codeOf(await add('twin-a')), codeOf(await add('twin-b'))]).toEqual(['ok', 'organisation-known']);
    await store.close();
  });

  test.each([
    [{ ...EXPORTER, id: 'x2', uscc: '91350200M0000TEX1J' }, '/uscc'],
    [{ ...EXPORTER, id: 'No Good' }, '/id'],
    [{ kind: 'operator', id: 'x3', name: 'x' }, '/kind'],
    [{ ...EXPORTER, id: 'x4', roles: ['administrator'] }, '/roles'],
  ])('%j is refused at %s', async (input, pointer) => {
    const refused = await office.addOrganisation(input, OPERATOR);
    expect(refused).toMatchObject({ problem: { code: 'request-not-valid', fields: [{ pointer }] } });
  });
});

describe('access keys', () => {
  test('identify their organisation and roles, and the secret is kept nowhere', async () => {
    const { key, secret, actor } = await keyOf('export-co', 'requester');
    expect(actor).toEqual({
      ...{ kind: 'key', id: key.id, name: 'ERP', roles: ['requester'] },
      organisation: { id: 'export-co', kind: 'exporter', manufacturerId: null, uscc: USCC },
    });
    const listed = expectOk(await office.accessKeys('export-co', OPERATOR));
    expect(listed[0]).toEqual({ ...key, lastUsedAt: clock.now() });
    expect(JSON.stringify(listed)).not.toContain(secret.slice(4, 20));
    expect(JSON.stringify(await install.auditLog.list({ stream: 'operator', after: 0, limit: 500 }))).not.toContain(
      secret,
    );
    expect(await install.actorOfToken(`${secret}x`)).toBeNull();
  });

  test.each([
    ['authority', 'office', 'requester'],
    ['exporter', 'export-co', 'sealer'],
    ['exporter', 'export-co', 'operator'],
  ])('an %s has no %s key as %s', async (_kind, organisation, role) => {
    const refused = await office.createAccessKey(wish(organisation, { roles: [role] }), OPERATOR);
    expect(refused).toMatchObject({ problem: { fields: [{ pointer: '/roles/0', code: 'role-not-of-organisation' }] } });
  });

  test('serve until they expire, are ended, or their organisation is closed', async () => {
    const short = expectOk(await office.createAccessKey(wish('export-co', { days: 1 }), OPERATOR));
    const ended = await keyOf('export-co', 'requester');
    expectOk(await office.endAccessKey(ended.key.id, OPERATOR));
    expect(await install.actorOfToken(ended.secret)).toBeNull();
    now += DAY_MS;
    expect(await install.actorOfToken(short.secret)).toBeNull();
    expectOk(await office.addOrganisation({ kind: 'authority', id: 'closing', name: 'TEST' }, OPERATOR));
    const closing = await keyOf('closing', 'officer');
    expectOk(await office.closeOrganisation('closing', OPERATOR));
    expect(await install.actorOfToken(closing.secret)).toBeNull();
    expect(codeOf(await office.createAccessKey(wish('closing', { roles: ['officer'] }), OPERATOR))).toBe(
      'organisation-unknown',
    );
  });

  test('an administrator makes and ends those of the own organisation alone', async () => {
    const { actor } = await keyOf('export-co', 'administrator');
    const own = expectOk(await office.createAccessKey(wish('export-co'), actor));
    const other = await keyOf('maker', 'clerk');
    const asked: readonly ((by: Actor) => Promise<Result<unknown>>)[] = [
      (by) => office.createAccessKey(wish('maker', { roles: ['clerk'] }), by),
      (by) => office.accessKeys('maker', by),
      (by) => office.endAccessKey(other.key.id, by),
      (by) => office.endAccessKey('unknown', by),
      (by) => office.addOrganisation({ kind: 'authority', id: 'x9', name: 'x' }, by),
      (by) => office.closeOrganisation('export-co', by),
    ];
    for (const ask of asked) expect(codeOf(await ask(actor))).toBe('not-permitted');
    expect(codeOf(await office.createAccessKey(wish('export-co'), other.actor))).toBe('not-permitted');
    expect(codeOf(await office.endAccessKey(own.key.id, actor))).toBe('ok');
    expect(await install.actorOfToken(other.secret)).not.toBeNull();
  });

  test.each(['ERP\nof Wang', 'ERP\u202eREP', 'ERP\u2066', '\u200b'])(
    'have no name that steers or hides: %j',
    async (name) => {
      const refused = await office.createAccessKey(wish('export-co', { name }), OPERATOR);
      expect(codeOf(refused)).toBe('request-not-valid');
    },
  );

  test('of the operator: an auditor may only read, an administrator issues once two agreed to that', async () => {
    const { actor } = await keyOf('operator', 'auditor');
    expect(codeOf(await install.issue(install.request(9_100), { by: actor }))).toBe('not-permitted');
    expect(codeOf(await install.list({}, actor))).toBe('ok');
    const { key, secret, actor: administrator } = await keyOf('operator', 'administrator');
    expect(codeOf(await install.issue(install.request(9_100), { by: administrator }))).toBe('not-permitted');
    expectOk(await office.proposeDirectSealing(key.id, operatorActor('zhang')));
    expect(codeOf(await office.approveDirectSealing(key.id, operatorActor('zhang')))).toBe(
      'grant-approved-by-proposer',
    );
    expectOk(await office.approveDirectSealing(key.id, operatorActor('wang')));
    const by = await install.actorOfToken(secret);
    if (by === null) throw new Error('the key identifies nobody');
    expect(codeOf(await install.issue(install.request(9_100), { by }))).toBe('ok');
  });

  test('and organisations are listed whole, also beyond a thousand', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `many-${index}`);
    const { actor } = await keyOf('operator', 'administrator');
    const key = { createdAt: clock.now(), createdBy: actorRef(actor), expiresAt: clock.now(), endedAt: null };
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const put = (records: readonly NewRecord[]) =>
      store.collections.change([], () => ({ put: records, remove: [], entries: [], answer: null }));
    const base = { kind: 'authority', name: 'TEST', manufacturerId: null, uscc: null, state: 'active' } as const;
    await put(many.map((id) => organisationRecord({ ...base, id, since: clock.now() })));
    const keyRecord = (id: string) => ({
      ...{ ...key, id, organisationId: 'many-0', name: 'TEST', roles: ['officer'] as const, lastUsedAt: null },
      directSealing: null,
      sha256: sha256Hex(new TextEncoder().encode(id)),
    });
    await put(many.map((id) => accessKeyRecord(keyRecord(id))));
    await store.close();
    const listed = (await office.organisations()).map(({ id }) => id);
    expect(many.filter((id) => !listed.includes(id))).toEqual([]);
    expect(new Set(expectOk(await office.accessKeys('many-0', OPERATOR)).map(({ id }) => id)).size).toBe(1_001);
  });

  test('sealing without a second person: no key has it agreed on, and only one of a manufacturer can get it', async () => {
    const { key } = await keyOf('maker', 'clerk');
    const { actor: administrator } = await keyOf('maker', 'administrator');
    expect(codeOf(await office.proposeDirectSealing(key.id, administrator))).toBe('person-needed');
    const { key: ofExporter, actor: other } = await keyOf('export-co', 'administrator');
    expect(codeOf(await office.proposeDirectSealing(key.id, other))).toBe('not-permitted');
    expect(codeOf(await office.proposeDirectSealing(ofExporter.id, OPERATOR))).toBe('grant-state-wrong');
    expectOk(await office.endAccessKey(key.id, OPERATOR));
    expect(codeOf(await office.proposeDirectSealing(key.id, OPERATOR))).toBe('grant-state-wrong');
  });

  test('what was ended is ended again after a restore', async () => {
    const first = await keyOf('export-co', 'requester');
    expectOk(await office.addOrganisation({ kind: 'authority', id: 'again', name: 'TEST' }, OPERATOR));
    const second = await keyOf('again', 'officer');
    const entry = (action: string, kind: string, id: string) => ({
      ...{ stream: 'operator', position: 1, previous: '', hash: '', at: clock.now(), actor: RECOVERY },
      ...{ action, phase: 'succeeded' as const, subject: { kind, id }, detail: {} },
    });
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    await replayAccess(store.collections, [
      entry('end-access-key', 'access-key', first.key.id),
      entry('close-organisation', 'organisation', 'again'),
      entry('end-access-key', 'access-key', 'made-since'),
    ]);
    await store.close();
    expect([await install.actorOfToken(first.secret), await install.actorOfToken(second.secret)]).toEqual([null, null]);
  });
});
