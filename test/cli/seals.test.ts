import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';
import { SEAL_SVG } from '../support/seal-pictures.ts';

/** The steps build on one another, in the order of the file. Version 1 comes with the install. */
const MAKER = 'test-maker';
const WANTED = ['--form', 'limited-liability', '--record-code', '0000000000002', '--from', '2026-01-01'];
let copy: ReturnType<typeof copyInstall>;
beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const vinseal = (...args: readonly string[]) => cliInProcess([...args, '--data', copy.folder, '--json']);
const seals = (...args: readonly string[]) => vinseal('seals', ...args);

test('a version is proposed with a picture, previewed, approved by another, and in force', async () => {
  const picture = path.join(copy.folder, 'seal.svg');
  writeFileSync(picture, SEAL_SVG);
  const proposed = await seals('propose', MAKER, ...WANTED, '--picture', picture, '--by', '张三');
  expect(proposed).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(proposed.stdout)).toMatchObject({
    version: 2,
    state: 'proposed',
    picture: 'svg',
    proposedBy: '张三',
  });

  const out = path.join(copy.folder, 'preview.pdf');
  expect(await seals('preview', MAKER, '2', '--out', out)).toMatchObject({ code: 0 });
  expect(readFileSync(out, 'latin1')).toMatch(/^%PDF-/);

  const own = await seals('approve', MAKER, '2', '--by', ' 张三');
  expect(own.code).toBe(1);
  expect(JSON.parse(own.stderr)).toMatchObject({ code: 'seal-approved-by-proposer' });
  const approved = await seals('approve', MAKER, '2', '--by', '李四');
  expect(JSON.parse(approved.stdout)).toMatchObject({ state: 'approved', approvedBy: '李四' });
  const listed = (await seals('list', MAKER)).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(listed.map(({ version, inForce }) => [version, inForce])).toEqual([
    [1, false],
    [2, true],
  ]);
});

test('a retired version leaves the one before in force', async () => {
  expect(await seals('retire', MAKER, '2', '--by', '张三', '--yes')).toMatchObject({ code: 0 });
  const { stdout } = await cliInProcess(['seals', 'list', MAKER, '--data', copy.folder]);
  expect(stdout).toMatch(/^1 +in force /m);
  expect(stdout).toMatch(/^2 +retired +svg .* 张三 \(at the terminal\)$/m);
});

test('a hostile picture is refused by its code, and nothing is proposed', async () => {
  const picture = path.join(copy.folder, 'evil.svg');
  writeFileSync(picture, SEAL_SVG.replace('<g', '<script>1</script><g'));
  const refused = await seals('propose', MAKER, ...WANTED, '--picture', picture, '--by', '张三');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stderr).errors).toMatchObject([{ pointer: '/picture/content', code: 'picture-forbidden' }]);
  expect((await seals('list', MAKER)).stdout.trim().split('\n')).toHaveLength(2);
});

test.each([
  ['no name', ['approve', MAKER, '1']],
  ['a name that writes to the terminal', ['approve', MAKER, '1', '--by', 'a\u001b[2J']],
  ['no version', ['retire', MAKER, 'first', '--by', 'a']],
  ['an unknown form', ['propose', MAKER, ...WANTED, '--form', 'limited', '--by', 'a']],
  ['no first day', ['propose', MAKER, '--form', 'joint-stock', '--record-code', '0000000000002', '--by', 'a']],
])('%s: exit code 64', async (_what, args) => {
  expect((await seals(...args)).code).toBe(64);
});

test('a picture that is not there: exit code 66', async () => {
  const none = path.join(copy.folder, 'none.svg');
  expect(existsSync(none)).toBe(false);
  expect((await seals('propose', MAKER, ...WANTED, '--picture', none, '--by', 'a')).code).toBe(66);
});
