import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall, readSampleOf } from '../support/install.ts';

/** What cannot be undone is asked before. The steps build on one another, in the order of the file. */
let copy: ReturnType<typeof copyInstall>;
beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const piped = (...args: readonly string[]) => cliInProcess([...args, '--data', copy.folder]);
const typed = (answer: readonly string[], ...args: readonly string[]) =>
  cliInProcess([...args, '--data', copy.folder], {}, '', undefined, { columns: 80, typed: answer });
const statusOf = async (number: string) => JSON.parse((await piped('show', number, '--json')).stdout).status;
/** The id of a new one, of the operator. */
async function accessKey(): Promise<string> {
  const made = await piped('access-keys', 'create', 'operator', '--name', 'x', '--role', 'auditor', '--json');
  return JSON.parse(made.stdout).id;
}
const SINCE = ['--since', '2026-01-01T08:00:00+08:00'];

test.each([
  ['withdraw', ['withdraw', 'ASC-TEST-2026-0000001X', '--reason', 'lost']],
  ['keys compromised', ['keys', 'compromised', 'none', ...SINCE]],
  ['seals retire', ['seals', 'retire', 'none', '1', '--by', 'zhang']],
  ['access-keys end', ['access-keys', 'end', 'none']],
  ['restore confirm', ['restore', 'confirm']],
])('%s without a terminal and without --yes: exit code 64, and nothing is done', async (_name, args) => {
  const refused = await piped(...args);
  expect([refused.code, refused.stdout]).toEqual([64, '']);
  expect(refused.stderr).toContain('--yes');
});

describe('withdraw at a terminal', () => {
  test('shows what it concerns, and leaves it where the answer is not yes', async () => {
    const { number, vin } = readSampleOf(copy.folder, 'valid');
    for (const answer of [['n'], [''], ['yes please'], []]) {
      const left = await typed(answer, 'withdraw', number, '--reason', 'lost');
      expect([left.code, left.stdout]).toEqual([1, '']);
      for (const shown of [number, vin.slice(-8), 'In force']) expect(left.stderr).toContain(shown);
    }
    expect(await statusOf(number)).toBe('live');
  });

  test('a number that is none is told before anything is asked', async () => {
    const unknown = await typed(['y'], 'withdraw', 'ASC-TEST-2026-9999999X', '--reason', 'lost');
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain('confirmation-not-found');
    expect(unknown.stderr).not.toContain('[y/N]');
  });

  test('--yes asks nothing', async () => {
    const { number } = readSampleOf(copy.folder, 'valid');
    const withdrawn = await typed([], 'withdraw', number, '--reason', 'lost', '--yes');
    expect([withdrawn.code, withdrawn.stderr]).toEqual([0, '']);
    expect(await statusOf(number)).toBe('withdrawn');
  });

  test('nothing is asked where nothing is left to withdraw', async () => {
    const again = await typed(['y'], 'withdraw', readSampleOf(copy.folder, 'valid').number, '--reason', 'lost');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('already-withdrawn');
    expect(again.stderr).not.toContain('[y/N]');
  });
});

test('a key, a seal and an access key stay as they are where the answer is no', async () => {
  const key = 'test-maker-rsa-pkcs1-sha256';
  const refused = [
    await typed(['n'], 'keys', 'compromised', key, ...SINCE),
    await typed(['n'], 'seals', 'retire', 'test-maker', '1', '--by', 'zhang'),
    await typed(['n'], 'access-keys', 'end', await accessKey()),
  ];
  expect(refused.map(({ code, stdout }) => [code, stdout])).toEqual(Array(3).fill([1, '']));
  expect(refused[0]?.stderr).toContain(key);
  expect((await piped('keys', 'list')).stdout).toMatch(new RegExp(`^${key} +active `, 'm'));
  expect((await piped('seals', 'list', 'test-maker')).stdout).toMatch(/^1 +in force /m);
});

test.each(['y', 'Yes', 'Да', '是'])('%s is yes, whatever the language', async (answer) => {
  const ended = await typed([answer], 'access-keys', 'end', await accessKey(), '--json');
  expect([ended.code, JSON.parse(ended.stdout).endedAt]).toEqual([0, expect.any(String)]);
});
