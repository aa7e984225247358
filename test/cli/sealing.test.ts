import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';

let copy: ReturnType<typeof copyInstall>;
beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const sealing = (...args: readonly string[]) => cliInProcess(['sealing', ...args, '--data', copy.folder, '--json']);

test('sealing set changes what is named, show shows it, reset ends it', async () => {
  const usual = { manufacturerId: 'test-maker', level: 'B-T', embedRevocation: true, withoutProof: 'refuse' };
  const changed = await sealing('set', 'test-maker', '--without-proof', 'issue-b-b', '--revocation', 'omit');
  expect(changed).toMatchObject({ code: 0, stderr: '' });
  const own = { ...usual, origin: 'manufacturer', embedRevocation: false, withoutProof: 'issue-b-b' };
  expect(JSON.parse(changed.stdout)).toEqual(own);
  expect(JSON.parse((await sealing('show', 'test-maker')).stdout)).toEqual(own);
  expect(JSON.parse((await sealing('reset', 'test-maker')).stdout)).toEqual({ ...usual, origin: 'install' });
});

test('an unknown manufacturer is refused, and so are wrong arguments', async () => {
  const unknown = await sealing('set', 'nobody', '--level', 'B-B');
  expect([unknown.code, JSON.parse(unknown.stderr).code]).toEqual([1, 'manufacturer-unknown']);
  expect((await sealing('set', 'test-maker')).code).toBe(64);
  expect((await sealing('set', 'test-maker', '--level', 'B-LTA')).code).toBe(64);
});
