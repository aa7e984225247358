/** Each role of the own and of another organisation, and what it may do with a batch; whoever may not see it is told of none. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { TEST_MANUFACTURER } from '../../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import type { OrganisationKind } from '../../../server/model/access/organisation.ts';
import { ROLES, type Role } from '../../../server/model/access/roles.ts';
import type { Batch } from '../../../server/model/batches/batch.ts';
import { expectDone, keyActor } from '../../support/actors.ts';
import { MAKER, personOf, seededRows, testApprovers } from '../../support/batches.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { registerDirectly } from '../../support/register-directly.ts';

let install: TestInstall;
let batch: Batch;
beforeAll(async () => {
  install = await openTestInstall({ approvers: testApprovers() });
  const proposal = { manufacturer: MAKER, rows: seededRows(21_000, 1) };
  batch = expectDone(await install.batches.propose(proposal, personOf('clerk', 'clerk'))).batch;
});
afterAll(() => install.dispose());

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
/** What would be refused for its form alone comes after the table: nothing is changed here. */
const ASKED = {
  propose: (by: Actor) => install.batches.propose({ manufacturer: MAKER, rows: [] }, by),
  approve: (by: Actor) => install.batches.approve(batch.id, {}, by),
  reject: (by: Actor) => install.batches.reject(batch.id, {}, by),
  control: (by: Actor) => install.batches.control(batch.id, 'resume', by),
  find: (by: Actor) => install.batches.find(batch.id, by),
  rows: (by: Actor) => install.batches.rows(batch.id, {}, by),
  preview: (by: Actor) => install.batches.preview(batch.id, 9, by),
} as const satisfies Readonly<Record<string, (by: Actor) => Promise<Result<unknown>>>>;
type Asked = keyof typeof ASKED;
/** Refused after the table had its say. */
const REACHED = new Set(['ok', 'request-not-valid', 'batch-state-wrong', 'batch-unknown']);

async function reached(by: Actor): Promise<readonly Asked[]> {
  const names = Object.keys(ASKED) as Asked[];
  const codes = await Promise.all(names.map(async (name) => codeOf(await ASKED[name](by))));
  // The preview of a row that does not exist is unknown to whoever may read the batch, too.
  const mayRead = codes[names.indexOf('find')] === 'ok';
  return names.filter((name, index) => {
    const code = codes[index] ?? '';
    return name === 'preview' ? mayRead && code === 'batch-unknown' : REACHED.has(code) && code !== 'batch-unknown';
  });
}

const member = (kind: OrganisationKind, role: Role, manufacturerId: string | null): Actor => ({
  ...{ kind: 'person', id: `${kind}-${role}`, name: 'Somebody', roles: [role] },
  organisation: { id: `of-${kind}`, kind, manufacturerId, uscc: null },
});
const READ = ['find', 'rows', 'preview'] as const;
const MAY: Partial<Readonly<Record<Role, readonly Asked[]>>> = {
  clerk: ['propose', 'control', ...READ],
  sealer: ['approve', 'reject', 'control', ...READ],
  administrator: READ,
  auditor: READ,
};

describe.each(ROLES.map((role) => [role] as const))('%s', (role) => {
  test('of the own manufacturer', async () => {
    expect(await reached(member('manufacturer', role, MAKER))).toEqual(MAY[role] ?? []);
  });

  test('of another manufacturer, an exporter or an authority: nothing, and it learns nothing', async () => {
    for (const by of [
      member('manufacturer', role, 'other-maker'),
      member('exporter', role, null),
      member('authority', role, null),
    ]) {
      expect(await reached(by)).toEqual([]);
      const unknown = codeOf(await install.batches.find('no-such-batch', by));
      expect(codeOf(await install.batches.find(batch.id, by))).toBe(unknown);
      expect(['batch-unknown', 'not-permitted']).toContain(unknown);
    }
  });
});

test('the operator and the terminal do everything but approve', async () => {
  const all = ['propose', 'control', ...READ];
  expect(await reached(keyActor('administrator'))).toEqual(all);
  expect(await reached(operatorActor())).toEqual(all);
});

test('a list holds what is the reader’s own', async () => {
  const listed = async (by: Actor, asked: object = {}) => {
    const page = await install.batches.list(asked, by);
    return page.ok ? page.value.items.length : page.problem.code;
  };
  const other = personOf('o', 'clerk', 'other-maker');
  expect(await listed(personOf('c', 'clerk'))).toBe(1);
  expect(await listed(personOf('c', 'clerk'), { state: 'approved' })).toBe(0);
  expect([await listed(other), await listed(other, { manufacturer: MAKER })]).toEqual([0, 0]);
  expect(await listed(operatorActor(), { manufacturer: MAKER, state: 'proposed' })).toBe(1);
  expect(await listed(member('exporter', 'requester', null))).toBe('not-permitted');
  expect(await listed(operatorActor(), { cursor: 'nonsense' })).toBe('cursor-not-valid');
});

test('a manufacturer that asks for the vehicle of another is not told under which number it is confirmed', async () => {
  const other = { ...TEST_MANUFACTURER, id: 'other-maker', code: 'OTHR', wmis: [] };
  await registerDirectly(install.folder, other, []);
  const { confirmation } = expectDone(await install.issue(install.request(21_200), { by: operatorActor() }));
  const { manufacturer: _maker, ...row } = install.request(21_200);
  const fieldsOf = async (manufacturer: string) => {
    const answer = await install.batches.propose({ manufacturer, rows: [row] }, personOf('c', 'clerk', manufacturer));
    return answer.ok ? '' : JSON.stringify(answer.problem);
  };
  const [own, foreign] = [await fieldsOf(MAKER), await fieldsOf('other-maker')];
  expect(own).toContain(confirmation.number);
  expect(foreign).toContain('vin-held-by-another');
  expect(foreign).not.toContain(confirmation.number);
});

test('previews that one organisation asks for in masses hold up no document', async () => {
  let shown = 0;
  const auditor = member('manufacturer', 'auditor', MAKER);
  const previews = Array.from({ length: 40 }, () =>
    install.batches.preview(batch.id, 0, auditor).then(
      (answer) => {
        shown += 1;
        return codeOf(answer);
      },
      (fault: { readonly code?: string }) => fault.code ?? 'fault',
    ),
  );
  expectDone(await install.issue(install.request(21_300), { by: operatorActor() }));
  expect(shown).toBeLessThan(10);
  const codes = await Promise.all(previews);
  expect(new Set(codes)).toEqual(new Set(['ok', 'busy']));
  expect(codes.filter((code) => code === 'ok').length).toBeGreaterThan(4);
});

describe('a proposal that asks for too much is refused for that alone, before its rows are read', () => {
  const vehicles = (count: number) => Array.from({ length: count }, () => ({}));
  test.each([
    ['in many rows', Array.from({ length: 1_000 }, () => ({ vehicles: vehicles(100) }))],
    ['in one row', [{ vehicles: vehicles(100_000) }]],
  ])('%s', async (_where, rows) => {
    const refused = await install.batches.propose({ manufacturer: MAKER, rows }, personOf('c', 'clerk'));
    const fields = refused.ok ? [] : refused.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(fields).toEqual(['/rows too-many-vehicles-of-batch']);
  });

  test('and not every one of a thousand unknown fields is named', async () => {
    const row = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 1]));
    const refused = await install.batches.propose({ manufacturer: MAKER, rows: [row] }, personOf('c', 'clerk'));
    const fields = refused.ok ? [] : refused.problem.fields.map(({ pointer }) => pointer);
    expect(fields).toContain('/rows/0/f0');
    expect(fields.length).toBeLessThan(200);
  });
});

test('what was approved is sealed in a sealer’s name only, and only for the own manufacturer', async () => {
  const wish = install.request(21_100);
  const issue = (by: Actor) => install.issue(wish, { by, approvedContent: '0'.repeat(64) });
  for (const by of [personOf('c', 'clerk'), personOf('s', 'sealer', 'other-maker'), operatorActor(), keyActor('x')])
    expect(codeOf(await issue(by))).toBe('not-permitted');
  expect(codeOf(await issue(personOf('s', 'sealer')))).toBe('content-changed');
  expect(codeOf(await install.issue(wish, { by: personOf('s', 'sealer') }))).toBe('not-permitted');
});
