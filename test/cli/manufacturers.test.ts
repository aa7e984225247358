import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

/** `manufacturers …` beside an install that runs on the same data folder. The steps build on one another. */

const NEW = { id: 'new-maker', code: 'NEW', uscc: completeUscc('91000000MATETT801') };
let install: TestInstall;
let scratch: string;
beforeAll(async () => {
  install = await openTestInstall();
  scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-manufacturers-'));
});
afterAll(async () => {
  await install.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const run = (...args: string[]) => cliInProcess(['manufacturers', ...args, '--data', install.folder]);
const write = (value: unknown) => {
  const file = path.join(scratch, 'maker.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
};
const shownFile = async (id: string) => JSON.parse((await run('show', id, '--json')).stdout);

test('what is shown can be added again, and changes nothing', async () => {
  const file = await shownFile('test-maker');
  const again = await run('add', write(file), '--json');
  expect([again.code, again.stderr]).toEqual([0, '']);
  expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'unchanged', anchors: ['development-ca'], outlets: 6 });
});

test('a manufacturer is added and listed, and a running service knows it', async () => {
  const file = { ...(await shownFile('test-maker')), ...NEW };
  const added = await run('add', write(file));
  expect([added.code, added.stderr]).toEqual([0, '']);
  expect(added.stdout).toMatch(/^new-maker {2}TEST {2}added$/m);
  expect(added.stdout).toMatch(/6 outlets: AE JO KZ RU UZ$/m);
  expect((await install.directory.outlets('new-maker')).map(({ id }) => id)).toContain('KZ01');
  expect((await run('list', '--json')).stdout.trim().split('\n')).toHaveLength(2);
  const refused = await install.issue(
    { ...install.request(951), manufacturer: 'new-maker' },
    { by: operatorActor('test') },
  );
  expect(refused).toMatchObject({ ok: false, problem: { code: 'no-signing-key' } });
});

test('a changed file takes its place; what never changes is refused by its place', async () => {
  const file = await shownFile('new-maker');
  const changed = await run('add', write({ ...file, outlets: file.outlets.slice(0, 1) }), '--json');
  expect(JSON.parse(changed.stdout)).toMatchObject({ outcome: 'changed', outlets: 1 });
  const refused = await run('add', write({ ...file, code: 'OTHER', uscc: '1' }), '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'request-not-valid', errors: [{ pointer: '/uscc' }] });
  const other = await run('add', write({ ...file, code: 'OTHER' }), '--json');
  expect(JSON.parse(other.stderr).errors).toMatchObject([{ pointer: '/code', code: 'never-changes' }]);
});

test('production takes none of TEST, and a real one before anybody vouches for it', async () => {
  const data = path.join(scratch, 'production');
  const env = { LANG: 'C', VINSEAL_ENV: 'production', VINSEAL_PUBLIC_URL: 'https://check.example' };
  const file = await shownFile('new-maker');
  const add = (value: unknown) => cliInProcess(['manufacturers', 'add', write(value), '--data', data, '--json'], env);
  // Makes the folder, and says so.
  expect((await cliInProcess(['manufacturers', 'list', '--data', data, '--json'], env)).stdout).toBe('');
  expect(JSON.parse((await add(file)).stderr).errors).toMatchObject([{ pointer: '/test', code: 'test-not-accepted' }]);
  const added = await add({ ...file, test: false });
  expect([added.code, JSON.parse(added.stdout).outcome]).toEqual([0, 'added']);
});

test.each([
  ['a file that is not there', 66, ['add', 'nowhere.json']],
  ['no file', 64, ['add']],
  ['no word', 64, []],
  ['an unknown manufacturer', 1, ['show', 'nobody']],
])('%s ends with %i', async (_what, code, args) => {
  expect((await run(...args)).code).toBe(code);
});

test('what is no JSON is refused', async () => {
  const file = path.join(scratch, 'broken.json');
  writeFileSync(file, '{');
  const broken = await run('add', file, '--json');
  expect([broken.code, JSON.parse(broken.stderr).code]).toEqual([1, 'body-not-json']);
});
