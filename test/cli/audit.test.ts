import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataPaths } from '../../server/compose/install-options.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';
import { runNode } from '../support/run-node.ts';

/** The steps build on one another, in the order of the file. */
const CLI = path.join(import.meta.dirname, '../../server/cli.ts');
const MAKER = 'manufacturer:test-maker';
const KEY = 'test-maker-ecdsa-p256-sha256';
let copy: ReturnType<typeof copyInstall>;
beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const vinseal = (...args: readonly string[]) => cliInProcess([...args, '--data', copy.folder]);
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('audit list shows who did what to what, the newest at the end', async () => {
  expect((await vinseal('keys', 'suspend', KEY, '--by', '张三')).code).toBe(0);
  const listed = await vinseal('audit', 'list', '--stream', MAKER, '--limit', '2');
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.stdout.trimEnd().split('\n').slice(1)).toEqual(
    ['intended', 'succeeded'].map((phase) =>
      expect.stringMatching(new RegExp(`^${MAKER}#\\d+ .* operator:张三 +suspend-key +${phase} +key:${KEY}$`)),
    ),
  );
});

test('audit list --json gives each entry on a line, of one subject too', async () => {
  const listed = lines((await vinseal('audit', 'list', '--subject', `key:${KEY}`, '--json')).stdout);
  expect(listed.at(-1)).toMatchObject({
    stream: MAKER,
    actor: { kind: 'operator', id: '张三', name: '张三' },
    action: 'suspend-key',
    phase: 'succeeded',
    subject: { kind: 'key', id: KEY },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(listed.every(({ subject }) => subject.id === KEY)).toBe(true);
  expect(lines((await vinseal('audit', 'list', '--limit', '3', '--json')).stdout)).toHaveLength(3);
});

test.each([
  [['--limit', '0'], /--limit takes .* from 1 to 10000/],
  [['--limit', '10001'], /--limit takes/],
  [['--limit', 'all'], /--limit takes/],
  [['--subject', 'key-1'], /--subject takes KIND:ID/],
])('audit list %j is refused', async (words, message) => {
  const refused = await vinseal('audit', 'list', ...words);
  expect([refused.code, refused.stdout]).toEqual([64, '']);
  expect(refused.stderr).toMatch(message);
});

test('audit verify says of an untouched log that it holds, and where each chain ends', async () => {
  const verified = await vinseal('audit', 'verify', '--json');
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  const chains = lines(verified.stdout);
  expect(chains).toContainEqual({
    stream: MAKER,
    entries: expect.any(Number),
    head: { position: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    broken: null,
  });
  expect((await vinseal('audit', 'verify')).stdout).toContain(`${MAKER}  intact  `);
});

test('audit verify --known compares with what it printed before', async () => {
  const kept = path.join(copy.folder, 'heads.jsonl');
  const { stdout } = await vinseal('audit', 'verify', '--json');
  writeFileSync(kept, stdout);
  expect((await vinseal('audit', 'verify', '--known', kept)).code).toBe(0);
  writeFileSync(kept, stdout.replace(/"hash":"[0-9a-f]{4}/, '"hash":"0000'));
  const differs = await vinseal('audit', 'verify', '--known', kept);
  expect([differs.code, differs.stdout]).toEqual([1, expect.stringContaining('end-differs')]);
  writeFileSync(kept, 'heads');
  expect((await vinseal('audit', 'verify', '--known', kept)).code).toBe(64);
  expect((await vinseal('audit', 'verify', '--known', `${kept}.gone`)).code).toBe(66);
}, 60_000);

test('audit verify exits with 1 for a log that was altered, and names the first position', async () => {
  const database = new DatabaseSync(dataPaths(copy.folder).store);
  database.exec(`DROP TRIGGER audit_entries_never_change;
    UPDATE audit_entries SET actor_name = 'li' WHERE stream = '${MAKER}' AND position IN (2, 4)`);
  database.close();
  // A process of its own, as a script that watches the log runs it.
  const verified = await runNode(CLI, ['audit', 'verify', '--json', '--data', copy.folder]);
  expect(verified.code).toBe(1);
  const chain = lines(verified.stdout).find(({ stream }) => stream === MAKER);
  expect(chain).toMatchObject({ entries: 1, broken: { position: 2, problem: 'entry-altered' } });
  expect((await vinseal('audit', 'verify')).stdout).toContain(`${MAKER}  BROKEN at 2: entry-altered`);
});
