import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDumpFile } from '../../../server/stores/backup/dump-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-dump-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FORMAT = '{"format":"vinseal.dump.v1"}';
const COUNTER = '{"last":7,"makerCode":"XHM","year":2026}';

function dump(name: string, ...lines: readonly string[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, [FORMAT, ...lines, '{"end":true}', ''].join('\n'));
  return file;
}

test('a dump of a former version is read without its tokens', async () => {
  const token = `{"at":"2026-01-01T00:00:00.000Z","holder":"wang","sha256":"${'a'.repeat(64)}"}`;
  const view = await openDumpFile(dump('former', '{"table":"tokens"}', token, '{"table":"counters"}', COUNTER));
  const records: unknown[] = [];
  for await (const record of view.records('counters', 0)) records.push(record);
  expect(records).toEqual([JSON.parse(COUNTER)]);
});

test('a dump with a table that nobody knows is refused', async () => {
  await expect(openDumpFile(dump('unknown', '{"table":"others"}'))).rejects.toMatchObject({ code: 'backup-damaged' });
});
