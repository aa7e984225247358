/** The README and the pages for each role: their commands, as they stand there, in an install that has just begun. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { COMMANDS } from '../../server/commands/command-list.ts';
import { guideBlocks, runGuide } from '../support/guide.ts';
import { openWarmCommands, type WarmCommands } from '../support/warm-commands.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const GUIDES = ['README.md', 'docs/officers.md', 'docs/exporters.md', 'docs/manufacturers.md'];
const read = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

/** Commands that are not run as they stand, and what stands for them. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm install && npm start': 'what is tested is installed, and its service is started before the first test',
};

let scratch: string;
let service: ChildProcess;
let address: string;
let token: string;
let warm: WarmCommands;

beforeAll(async () => {
  warm = await openWarmCommands();
  scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-guides-'));
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const script = JSON.parse(read('package.json')).scripts.start as string;
  expect(script).toContain('server/main.ts');
  service = spawn(process.execPath, [path.join(ROOT, 'server/main.ts')], {
    cwd: scratch,
    env: {
      ...env,
      ...{ VINSEAL_DATA: './data', VINSEAL_PORT: '0', VINSEAL_PUBLIC_URL: 'https://check.example' },
      VINSEAL_WORKERS: '1',
    },
  });
  const printed = await untilItListens(service);
  address = /listens on (\S+)/.exec(printed)?.[1] ?? '';
  token = /(vsk_[\w-]+)/.exec(printed)?.[1] ?? '';
  expect(printed).toContain('sample documents: ');
}, 120_000);
afterAll(async () => {
  const ended = new Promise((resolve) => service.once('exit', resolve));
  service.kill('SIGTERM');
  await ended;
  await warm.close();
  rmSync(scratch, { recursive: true });
});

function untilItListens(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('sample documents')) resolve(printed);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed}`)));
  });
}

/** npm as these pages use it, without the second that it takes for each command; an answer that is an error fails. */
function prelude(): string {
  return `${warm.prelude}
  curl() { command curl --fail-with-body --silent --show-error "$@"; }
  npm() {
    case "$*" in
      'run --silent vinseal -- '*) shift 4; vinseal "$@" ;;
      'run demo') "${process.execPath}" "${ROOT}/server/demo.ts" ;;
      *) echo "not a command of these pages: npm $*" >&2; return 9 ;;
    esac
  }
  export VINSEAL_DATA=./data VINSEAL_PUBLIC_URL=https://check.example VINSEAL_WORKERS=1 TOKEN='${token}'`;
}

/** The commands of a page, a command each; a line that ends with \ goes on. */
function commandsOf(page: string): readonly string[] {
  const blocks = guideBlocks(read(page));
  return blocks.flatMap(({ content }) => content.replaceAll('\\\n', ' ').trim().split('\n'));
}

/** What words in capitals stand for, as the commands before have it. */
type Known = { readonly number: string; readonly vin: string; readonly version: string };

function filledIn(command: string, known: Known): string {
  return command
    .replaceAll('http://127.0.0.1:3000', address)
    .replaceAll(/\bNUMBER\b/g, known.number)
    .replaceAll(/\bVIN\b/g, known.vin)
    .replaceAll(/\bVERSION\b/g, known.version);
}

function learnt(said: string, known: Known): Known {
  const issued = said.includes(' issue ') ? /ASC-[A-Z]+-\d{4}-\w+/.exec(said)?.[0] : undefined;
  const proposed = said.includes('seals propose') ? /test-maker (?:version )?(\d+)/.exec(said)?.[1] : undefined;
  return {
    number: issued ?? known.number,
    version: proposed ?? known.version,
    vin: issued === undefined ? known.vin : firstVin('request.json'),
  };
}

function firstVin(file: string): string {
  return JSON.parse(readFileSync(path.join(scratch, file), 'utf8')).vehicles[0].vin;
}

/** The first sample: the one that the officers' and exporters' pages check. */
function sample(): Known {
  const [first] = JSON.parse(readFileSync(path.join(scratch, 'data/samples/index.json'), 'utf8'));
  return { number: first.number, vin: first.vin, version: '' };
}

test.each(GUIDES)(
  'every command of %s does what it says',
  async (page) => {
    const commands = commandsOf(page).filter((command) => NOT_RUN[command] === undefined);
    expect(commands.length).toBeGreaterThan(0);
    let known = sample();
    for (const command of commands) {
      const ran = await runGuide(filledIn(command, known), { prelude: prelude(), home: scratch, cwd: scratch });
      expect(ran).toEqual({ code: 0, said: ran.said });
      known = learnt(ran.said, known);
    }
  },
  240_000,
);

test.each(GUIDES)('commands in the text of %s exist', (page) => {
  const prose = read(page).replaceAll(/^```[^`]*^```$/gm, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) =>
    span.replace(/^npm run --silent vinseal -- |^vinseal /, ''),
  );
  const nouns = new Set(COMMANDS.map(({ name }) => name.split(' ')[0]));
  const named = spans.filter((span) => span.includes(' ') && nouns.has(span.split(' ')[0] ?? ''));
  const unknown = named.filter(
    (span) => !COMMANDS.some(({ name }) => span === name || span.startsWith(`${name} `) || span.includes('|')),
  );
  expect(unknown).toEqual([]);
});

test('every script that docs/developers.md names is in package.json', () => {
  const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
  const named = [...read('docs/developers.md').matchAll(/`npm (?:run (?:--silent )?)?([\w-]+)/g)].map(
    ([, name]) => name,
  );
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => name !== 'install' && !scripts.includes(name ?? ''))).toEqual([]);
});
