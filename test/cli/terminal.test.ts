import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../server/commands/command-list.ts';
import { widthOf } from '../../server/commands/show/screen.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { copyInstall } from '../support/install.ts';

let copy: ReturnType<typeof copyInstall>;
beforeAll(() => {
  copy = copyInstall();
});
afterAll(() => copy.remove());

const VERSION = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')).version;
const LANGUAGES = [
  ['C', /^[^\p{Script=Han}\p{Script=Cyrillic}]*$/u],
  ['zh_CN.UTF-8', /\p{Script=Han}/u],
  ['ru_RU.UTF-8', /\p{Script=Cyrillic}/u],
] as const;
const ESCAPE = '\u001b[';

describe('names', () => {
  test.each([['--version'], ['-V'], ['list', '--version']])('%j says the versions', async (...args) => {
    const run = await cliInProcess(args);
    expect(run).toEqual({ code: 0, stdout: `vinseal ${VERSION} (Node ${process.versions.node})\n`, stderr: '' });
  });

  test.each([
    [['isue'], 'issue'],
    [['wihtdraw'], 'withdraw'],
    [['lst'], 'list'],
    [['manufacturer', 'list'], 'manufacturers list'],
    [['trust', 'ad'], 'trust add'],
    [['key', 'list'], 'keys list'],
    [['verify', 'x.pdf', '--destnation', 'KZ'], '--destination'],
    [['list', '--satus=live'], '--status'],
    [['list', '--status', 'withdrwan'], 'withdrawn'],
  ])('%j: did you mean %s?', async (args, meant) => {
    const run = await cliInProcess([...args, '--data', copy.folder]);
    expect([run.code, run.stdout]).toEqual([64, '']);
    expect(run.stderr).toContain(`Did you mean ${meant}?`);
  });

  test.each([[['frobnicate']], [['list', '--colour', 'red']], [['x']]])('%j is near nothing', async (args) => {
    const run = await cliInProcess(args);
    expect(run.code).toBe(64);
    expect(run.stderr).not.toContain('Did you mean');
  });

  test.each([
    ['a value that is missing', ['verify', 'x.pdf', '--vin']],
    ['an option where a value should be', ['verify', 'x.pdf', '--vin', '--json']],
    ['a value where none should be', ['list', '--json=yes']],
    ['an operand too many', ['list', 'x']],
    ['a language that is none', ['list', '--lang', 'de']],
    ['a name that every object has', ['list', '--constructor', 'x']],
  ])('%s: exit code 64', async (_what, args) => {
    const run = await cliInProcess([...args, '--data', copy.folder]);
    expect([run.code, run.stdout]).toEqual([64, '']);
  });
});

describe('help', () => {
  test.each(LANGUAGES)('in the language of LANG=%s', async (LANG, script) => {
    const run = await cliInProcess(['--help'], { LANG });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(script);
    for (const { name } of COMMANDS) expect(run.stdout).toContain(`  ${name}`);
  });

  test.each(COMMANDS.map(({ name }) => name))('of %s alone, with an example that can be read', async (name) => {
    const run = await cliInProcess([...name.split(' '), '--help']);
    expect(run.code).toBe(0);
    const example = COMMANDS.find((command) => command.name === name)?.example ?? '';
    expect(example).toMatch(new RegExp(`^${name}(?: |$)`));
    expect(run.stdout).toContain(`-- ${example}\n`);
    expect(run.stdout).not.toContain(`  ${name === 'list' ? 'renew' : 'list'} `);
    const words = example.split(' ').filter((word) => word.startsWith('--'));
    for (const option of words) expect(run.stdout).toContain(option);
  });

  test('--lang comes before LC_ALL, that before LC_MESSAGES, that before LANG', async () => {
    const first = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
      (await cliInProcess([...args, '--help'], env)).stdout.slice(0, 40);
    const [en, zh, ru] = await Promise.all(
      ['en', 'zh', 'ru'].map((lang) => first([`--lang=${lang}`], { LC_ALL: 'ru_RU.UTF-8' })),
    );
    expect(new Set([en, zh, ru]).size).toBe(3);
    expect(await first([], { LC_ALL: 'zh_CN', LC_MESSAGES: 'ru', LANG: 'en_US' })).toBe(zh);
    expect(await first([], { LC_MESSAGES: 'ru', LANG: 'zh' })).toBe(ru);
    expect(await first([], { LANG: 'de_DE.UTF-8' })).toBe(en);
  });
});

describe('what people see', () => {
  const seen = (LANG: string, columns: number, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    cliInProcess([...args, '--data', copy.folder], { LANG, ...more }, '', undefined, { columns, typed: [] });
  const VIEWS = [
    ['list'],
    ['keys', 'list'],
    ['trust', 'list'],
    ['manufacturers', 'list'],
    ['manufacturers', 'show', 'test-maker'],
    ['seals', 'list', 'test-maker'],
    ['sealing', 'show', 'test-maker'],
    ['audit', 'list', '--limit', '5'],
    ['audit', 'verify'],
    ['settings'],
    ['--help'],
  ];

  test.each(VIEWS)('no line of `%s` is wider than the terminal, in any language', async (...args) => {
    for (const [lang] of LANGUAGES) {
      const { code, stdout } = await seen(lang, 80, args);
      const wide = stdout.split('\n').filter((line) => widthOf(line) > 80 && !/https?:\/\/|npm run/.test(line));
      expect([code, wide]).toEqual([0, []]);
    }
  });

  test('control sequences go to a terminal alone, and not where NO_COLOR is set', async () => {
    expect((await seen('C', 80, ['list'])).stdout).toContain(ESCAPE);
    expect((await seen('C', 80, ['list'], { NO_COLOR: '1' })).stdout).not.toContain(ESCAPE);
    expect((await cliInProcess(['list', '--data', copy.folder], { FORCE_COLOR: '1' })).stdout).not.toContain(ESCAPE);
  });

  test('columns stand below one another, Chinese characters counted as two', async () => {
    const { stdout } = await cliInProcess(['list', '--data', copy.folder], { LANG: 'zh_CN.UTF-8' });
    const lines = stdout.trimEnd().split('\n');
    const at = lines.map((line) => widthOf(line.slice(0, line.search(/ {2}(?:测试|出口企业)/))));
    expect(new Set(lines.slice(1).map((line) => line.length)).size).toBeGreaterThan(1);
    expect(at.every((column) => Math.abs(column - (at[0] ?? 0)) <= 2)).toBe(true);
  });

  test('without a terminal nothing is wrapped', async () => {
    const { stdout } = await cliInProcess(['keys', 'list', '--data', copy.folder]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
  });
});

describe('list', () => {
  const list = (...args: readonly string[]) => cliInProcess(['list', ...args, '--data', copy.folder]);
  const numbers = async (...args: readonly string[]): Promise<readonly string[]> =>
    JSON.parse((await list(...args, '--json')).stdout).items.map(({ number }: { number: string }) => number);

  test('page by page, newest first; the next page is named on standard error', async () => {
    const all = await numbers();
    expect(all.length).toBeGreaterThan(2);
    const first = await list('--limit', '2');
    const cursor = /--after (\S+)/.exec(first.stderr)?.[1] ?? '';
    expect(await numbers('--limit', '100', '--after', cursor)).toEqual(all.slice(2));
  });

  test('by what a confirmation says', async () => {
    const [withdrawn = ''] = await numbers('--status', 'withdrawn');
    const { vehicles, exporter, manufacturer } = JSON.parse(
      (await cliInProcess(['show', withdrawn, '--json', '--data', copy.folder])).stdout,
    );
    const { vin, destination } = vehicles[0];
    const fits = ['--vin', vin, '--destination', destination, '--exporter', exporter.uscc, '--number', withdrawn];
    expect(await numbers(...fits, '--manufacturer', manufacturer.id, '--from', '2020-01-01')).toEqual([withdrawn]);
    expect(await numbers(...fits, '--to', '2020-01-01')).toEqual([]);
    expect((await list(...fits, '--status', 'live')).stdout).not.toContain(withdrawn);
  });

  test.each([
    [['--vin', '123'], 'vin-length'],
    [['--destination', 'Kazakhstan'], 'country-unknown'],
    [['--from', '2026-02-30'], 'date-not-valid'],
    [['--exporter', '91'], 'uscc-length'],
  ])('%j cannot be a filter', async (args, code) => {
    const refused = await list(...args);
    expect([refused.code, refused.stdout]).toEqual([64, '']);
    expect(refused.stderr).toContain(code);
  });
});

describe('a name that would steer the terminal', () => {
  // A title, an erased screen, a colour, and a line of its own that would look like a verdict.
  const HOSTILE = 'x\u001b]0;title\u0007\u001b[2J\u001b[32m\u009b2J\r\nother.pdf: VALID \u202e.pdf';
  const STEERS = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
  const hostileFile = () => {
    const file = path.join(copy.folder, HOSTILE);
    copyFileSync(path.join(copy.folder, 'samples', 'altered.pdf'), file);
    return file;
  };

  test.each(['verify', 'inspect', 'conform'])('%s shows it on one line, without any of that', async (command) => {
    const run = await cliInProcess([command, hostileFile(), '--data', copy.folder]);
    expect(run.stdout).not.toMatch(STEERS);
    expect(run.stdout).not.toMatch(/^other\.pdf/m);
  });

  test.each([
    ['a file that is missing', ['verify', `/missing/${HOSTILE}`]],
    ['a command', [HOSTILE]],
    ['an option', ['verify', `--${HOSTILE}`]],
    ['a data folder', ['list', '--data', `/dev/null/${HOSTILE}`]],
  ])('%s', async (_what, args) => {
    const run = await cliInProcess(args);
    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).not.toMatch(STEERS);
    expect(run.stderr).not.toMatch(/^other\.pdf/m);
  });
});
