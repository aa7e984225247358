import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

/** The documents about the tree name what is there. Records keep their history, so their paths are not asked. */
const PROJECT = path.join(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  'certs/README.md',
  'docs/architecture.md',
  'docs/changes-after-signing.md',
  'docs/developers.md',
  'docs/exporters.md',
  'docs/interop.md',
  'docs/manufacturers.md',
  'docs/measured.md',
  'docs/officers.md',
  'docs/operations.md',
  'docs/scale.md',
  'docs/security.md',
];
/** Where a path of `docs/architecture.md` may begin: a table or a list names a folder once. */
const BEGINNINGS = [
  ...['', 'server', 'server/core', 'server/core/pdf', 'server/core/confirmation', 'server/compose', 'server/http'],
  ...['server/stores', 'server/keys', 'server/sealing', 'server/outbound', 'test'],
];

const read = (page: string) => readFileSync(path.join(PROJECT, page), 'utf8');
const exists = (...parts: readonly string[]) => existsSync(path.join(PROJECT, ...parts));

test('every path in docs/architecture.md is there', () => {
  const [tree = ''] = read('docs/architecture.md').split('## The data folder');
  const named = [...tree.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.ts)`/g)].flatMap(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((name) => !BEGINNINGS.some((beginning) => exists(beginning, name)))).toEqual([]);
});

test.each(PAGES)('every link in %s leads to a file', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].flatMap(([, link = '']) => link);
  expect(links.filter((link) => !exists(path.dirname(page), link))).toEqual([]);
});

test('the README fits on a few screens', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(120);
});

test.each(PAGES)('every link in %s to a heading leads to one', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)];
  const missing = links.filter(([, file = '', heading = '']) => {
    const target = file === '' ? page : path.join(path.dirname(page), file);
    return !headings(target).includes(heading);
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});

/** The headings of a page as links name them. */
function headings(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
