/** Batches and keys that seal by themselves, from the terminal. The steps build on one another. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstall } from '../../server/compose/open-install.ts';
import { expectDone } from '../support/actors.ts';
import { MAKER, personOf, seededRows } from '../support/batches.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall, seededRequest, testOptions } from '../support/install.ts';

let copy: ReturnType<typeof copyInstall>;
let id: string;
beforeAll(async () => {
  copy = copyInstall();
  const install = await openInstall(testOptions(copy.folder));
  const proposal = { manufacturer: MAKER, rows: seededRows(60_000, 2) };
  id = expectDone(await install.batches.propose(proposal, personOf('clerk', 'clerk'))).batch.id;
  await install.close();
});
afterAll(() => copy.remove());

const vinseal = (...args: readonly string[]) => cliInProcess([...args, '--data', copy.folder]);
const json = async (...args: readonly string[]) => JSON.parse((await vinseal(...args, '--json')).stdout);

test('batches list and show tell how they stand', async () => {
  expect((await json('batches', 'list', '--state', 'proposed')).items).toMatchObject([{ id, rows: 2 }]);
  expect((await json('batches', 'list', '--manufacturer', 'other')).items).toEqual([]);
  const shown = await json('batches', 'show', id);
  expect(shown).toMatchObject({ state: 'proposed', counts: { waiting: 2 }, items: [{ index: 0 }, { index: 1 }] });
  const table = await vinseal('batches', 'show', id);
  expect(table).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('waiting: 2') });
  expect((await vinseal('batches', 'list', '--state', 'open')).code).toBe(64);
  expect((await vinseal('batches', 'show', 'nothing')).code).toBe(1);
});

test('a batch is steered, but not approved; cancelling asks first', async () => {
  expect((await vinseal('batches', 'pause', id)).stderr).toContain('batch-state-wrong');
  expect((await vinseal('batches', 'cancel', id)).code).toBe(64);
  expect(await json('batches', 'cancel', id, '--yes', '--by', 'zhang')).toMatchObject({ id, state: 'cancelled' });
  for (const step of ['resume', 'retry']) expect((await vinseal('batches', step, id)).code).toBe(1);
  expect((await vinseal('batches', 'approve', id)).code).toBe(64);
});

test('a key of a manufacturer issues by itself once two persons agreed, for its own manufacturer alone', async () => {
  await vinseal('organisations', 'add', 'maker', '--kind', 'manufacturer', '--manufacturer', MAKER);
  const made = await json('access-keys', 'create', 'maker', '--name', 'ERP', '--role', 'clerk', '--days', '30');
  const install = await openInstall(testOptions(copy.folder));
  try {
    const issue = async (manufacturer: string, seed: number) => {
      const by = await install.actorOfToken(made.secret);
      if (by === null) throw new Error('the key identifies nobody');
      const issued = await install.issue({ ...seededRequest(seed), manufacturer }, { by });
      return issued.ok ? 'ok' : issued.problem.code;
    };
    const step = async (name: string, by: string) => {
      const run = await vinseal('access-keys', name, made.id, '--by', by);
      return run.code === 0 ? 'ok' : /vinseal: ([a-z-]+)/.exec(run.stderr)?.[1];
    };
    expect(await issue(MAKER, 60_100)).toBe('not-permitted');
    expect(await step('approve-sealing', 'li')).toBe('grant-state-wrong');
    expect(await step('propose-sealing', 'zhang')).toBe('ok');
    expect(await step('approve-sealing', 'Zhang ')).toBe('grant-approved-by-proposer');
    expect(await issue(MAKER, 60_100)).toBe('not-permitted');
    expect(await step('approve-sealing', 'li')).toBe('ok');
    expect(await step('approve-sealing', 'wang')).toBe('grant-state-wrong');
    expect(await issue(MAKER, 60_100)).toBe('ok');
    expect(await issue('other-maker', 60_200)).toBe('not-permitted');
    expect((await vinseal('access-keys', 'list', 'maker')).stdout).toContain('direct-sealer');
  } finally {
    await install.close();
  }
});

test('no key is made with that role', async () => {
  const refused = await vinseal(
    'access-keys',
    'create',
    'maker',
    '--name',
    'x',
    '--role',
    'direct-sealer',
    '--days',
    '1',
  );
  expect(refused.stderr).toContain('role-not-of-organisation');
});
