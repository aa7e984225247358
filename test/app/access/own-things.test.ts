/** Whoever reaches his own organisation's things only, reads and changes those, and is told of no others. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import type { Actor } from '../../../server/model/access/actor.ts';
import type { ActorOrganisation } from '../../../server/model/access/organisation.ts';
import type { Role } from '../../../server/model/access/roles.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

const MAKER = 'test-maker';
const KEY = `${MAKER}-ecdsa-p256-sha256`;

let install: TestInstall;
let number: string;
let uscc: string;
beforeAll(async () => {
  install = await openTestInstall();
  number = install.sample('valid').number;
  const found = await install.find(number, memberOf('operator', {}, 'administrator'));
  if (!found.ok) throw new Error(found.problem.code);
  uscc = found.value.content.exporter.uscc;
});
afterAll(() => install.dispose());

function memberOf(kind: ActorOrganisation['kind'], of: Partial<ActorOrganisation>, ...roles: readonly Role[]): Actor {
  const organisation = { id: `of-${kind}`, kind, manufacturerId: null, uscc: null, ...of };
  return { kind: 'person', id: 'p-1', name: 'Person', organisation, roles };
}
const makers = (manufacturerId: string, ...roles: readonly Role[]) =>
  memberOf('manufacturer', { manufacturerId }, ...roles);
const exporters = (code: string) => memberOf('exporter', { uscc: code }, 'requester');
const OTHER_USCC = '91440300MA5DFXXX0A';

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
/** Everything that can be read, one after another. */
const READ: Readonly<Record<string, (actor: Actor) => Promise<Result<unknown>>>> = {
  find: (actor) => install.find(number, actor),
  pdf: (actor) => install.pdf(number, actor),
  archive: (actor) => install.archivePdf(number, actor),
  sealing: (actor) => install.sealing.find(MAKER, actor),
  seals: (actor) => install.seals.list(MAKER, actor),
  preview: (actor) => install.seals.preview(MAKER, 1, actor),
};
async function told(actor: Actor): Promise<readonly string[]> {
  return Promise.all(Object.values(READ).map(async (read) => codeOf(await read(actor))));
}
async function listed(actor: Actor) {
  const page = await install.list({ limit: '100' }, actor);
  if (!page.ok) return page.problem.code;
  return page.value.items.length;
}
const NOT_FOUND = 'confirmation-not-found';
const UNKNOWN = 'manufacturer-unknown';

describe('reading', () => {
  test('its own manufacturer, and of another neither that it is there nor anything of it', async () => {
    const own = makers(MAKER, 'clerk');
    expect(await told(own)).toEqual(['ok', 'ok', 'archive-copy-missing', 'ok', 'ok', 'ok']);
    const other = makers('other-maker', 'clerk');
    expect(await told(other)).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND, UNKNOWN, UNKNOWN, UNKNOWN]);
    expect([await listed(own), await listed(other)]).toEqual([expect.any(Number), 0]);
    expect(await listed(own)).toBeGreaterThan(0);
  });

  test('a filter does not lead to others', async () => {
    const page = await install.list({ manufacturer: MAKER }, makers('other-maker', 'clerk'));
    expect(page).toMatchObject({ ok: true, value: { items: [] } });
  });

  test('what belongs to another, when it is asked for, is not answered with the own', async () => {
    const nothing = { ok: true, value: { items: [], damaged: [], nextCursor: null } };
    expect(await install.list({ manufacturer: 'other-maker' }, makers(MAKER, 'clerk'))).toEqual(nothing);
    expect(await install.list({ exporter: completeUscc('91350200M0000TEX2') }, exporters(uscc))).toEqual(nothing);
    expect(await install.list({ manufacturer: MAKER }, makers(MAKER, 'clerk'))).not.toEqual(nothing);
    expect(await install.list({ exporter: uscc }, exporters(uscc))).not.toEqual(nothing);
    expect(await install.list({ exporter: uscc }, makers(MAKER, 'clerk'))).not.toEqual(nothing);
  });

  test('an exporter: what was issued to its own code', async () => {
    const own = await told(exporters(uscc));
    expect(own.slice(0, 3)).toEqual(['ok', 'ok', 'archive-copy-missing']);
    expect(own.slice(3)).toEqual(['not-permitted', 'not-permitted', 'not-permitted']);
    expect((await told(exporters(OTHER_USCC))).slice(0, 3)).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND]);
    expect([await listed(exporters(OTHER_USCC)), await listed(exporters(uscc))]).toEqual([0, expect.any(Number)]);
  });

  test('an organisation without a code, or without a manufacturer, has nothing of its own', async () => {
    expect(await listed(memberOf('exporter', {}, 'requester'))).toBe(0);
    expect(await listed(memberOf('manufacturer', {}, 'clerk'))).toBe(0);
    expect((await told(memberOf('manufacturer', {}, 'clerk'))).slice(0, 1)).toEqual([NOT_FOUND]);
  });

  test('keys: its own', async () => {
    const keys = await install.keys.list(makers(MAKER, 'auditor'));
    expect(keys.ok && keys.value.length > 0).toBe(true);
    expect(await install.keys.list(makers('other-maker', 'auditor'))).toEqual({ ok: true, value: [] });
  });

  test('who has no part in it is refused', async () => {
    const officer = memberOf('authority', { uscc }, 'officer');
    expect(new Set(await told(officer))).toEqual(new Set(['not-permitted']));
    expect(await listed(officer)).toBe('not-permitted');
  });
});

describe('changing', () => {
  test.each([
    ['withdraw', 'sealer', (actor: Actor) => install.withdraw(number, { reason: 'no reason' }, actor)],
    ['propose a seal', 'administrator', (actor: Actor) => install.seals.propose(MAKER, {}, actor)],
    ['suspend a key', 'administrator', (actor: Actor) => install.keys.suspend(KEY, actor)],
  ] as const)('%s: not what is of another manufacturer', async (_what, role, change) => {
    expect(codeOf(await change(makers('other-maker', role)))).toBe('not-permitted');
    expect(codeOf(await change(makers(MAKER, 'auditor')))).toBe('not-permitted');
  });

  test('its own passes the table', async () => {
    const withdrawn = await install.withdraw(number, { reason: 'no reason' }, makers(MAKER, 'sealer'));
    expect(codeOf(withdrawn)).toBe('request-not-valid');
    expect(codeOf(await install.keys.suspend('no-key', makers(MAKER, 'administrator')))).toBe('not-permitted');
  });
});
