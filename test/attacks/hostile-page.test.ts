import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { deflated, HOSTILE_PAGES, hostileDocument } from '../support/hostile-page.ts';
import { runNode } from '../support/run-node.ts';
import { streamText } from '../support/signed-document.ts';

/** Pages made to exhaust the reader of their text, which strangers may have read by `inspect`. */

/** What the service sets aside for one reading, MB. */
const MOST_GROWTH_MB = 300;

type Read = { readonly file: string; readonly inspection: unknown; readonly grownMb: number | null };

let folder: string;
let read: readonly Read[];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-hostile-'));
  const harmless = write('harmless', hostileDocument({ content: streamText('', '') }));
  const files = Object.entries(HOSTILE_PAGES).map(([name, make]) => write(name, hostileDocument(make())));
  const script = path.join(import.meta.dirname, '../support/inspect-child.ts');
  const { code, stdout, stderr } = await runNode(script, [harmless, ...files]);
  if (code !== 0) throw new Error(stderr);
  read = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Read);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, pdf: Uint8Array): string {
  const file = path.join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  return file;
}

function readingOf(name: string): Read {
  const found = read.find(({ file }) => path.basename(file) === `${name}.pdf`);
  if (found === undefined) throw new Error(`"${name}" was not read`);
  return found;
}

describe('each is answered by the thread that reads it', () => {
  test.each(Object.keys(HOSTILE_PAGES))('%s', (name) => {
    expect(readingOf(name).inspection).toMatchObject({ outcome: 'suspect' });
    expect(JSON.stringify(readingOf(name).inspection)).not.toMatch(/reader-(failed|timed-out)/);
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('none takes more memory than is set aside for a reading (the peak is that of /proc: Linux only)', () => {
  test.each(Object.keys(HOSTILE_PAGES))('%s', (name) => {
    expect(readingOf(name).grownMb).toBeLessThan(MOST_GROWTH_MB);
  });
});

describe('what cannot be read within the bounds may be covered', () => {
  const covered = async (content: string) => {
    const { signatures } = await inspectDocument(hostileDocument({ content }));
    return signatures[0]?.problems.includes('visible-field-over-content');
  };
  test('a blank page is not', async () => {
    expect(await covered(streamText('', 'BT /F1 12 Tf 20 150 Td ( ) Tj ET'))).toBe(false);
  });
  test('letters under the field are', async () => {
    expect(await covered(streamText('', 'BT /F1 12 Tf 20 150 Td (Signed) Tj ET'))).toBe(true);
  });
  test('a page beyond the bounds is', async () => {
    expect(await covered(deflated(' '.repeat(3_000_000)))).toBe(true);
  });
  test('a page with an unknown filter is', async () => {
    expect(await covered(streamText('/Filter/LZWDecode', 'xxxx'))).toBe(true);
  });
});
