import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesBesides, MOVE_STEPS, moveDocuments } from '../../../server/stores/sqlite/move-documents.ts';
import type { SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { issue, LATER, samplePdf, sampleVins, sha256Hex, someone } from '../../contract/store-samples.ts';
import { runNode } from '../../support/run-node.ts';
import { storeProblems } from '../../support/store-health.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

/** PDFs that a former version stored in the database leave it, and none is lost on the way. */

const CHILD = join(import.meta.dirname, '../../support/move-child.ts');
const MANY = 70;

let fixture: SqliteFixture;
let store: SqliteStore;
beforeEach(async () => {
  fixture = await sqliteFixture();
  store = await fixture.open();
});
afterEach(() => fixture.dispose());

const run = <Value>(work: (database: DatabaseSync) => Value): Value => {
  const database = new DatabaseSync(fixture.file);
  try {
    return work(database);
  } finally {
    database.close();
  }
};

/** A PDF in the database, as the version before left it there. */
function embed(table: 'documents' | 'archive_documents', number: string, pdf: Uint8Array): void {
  run((database) => database.prepare(`INSERT INTO ${table} (number, pdf) VALUES (?, ?)`).run(number, pdf));
}

const archiveOf = (number: string) => samplePdf(`${number} archive`, 300);

/** So many confirmations with their PDFs in the database, every third with an archive copy. Gives the SHA-256 of all PDFs. */
async function embedMany(count: number, pdfBytes = 200): Promise<readonly string[]> {
  const pdfs: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const number = await issue(store, { vins: sampleVins(index * 10, 1) });
    // As long as is asked for, with the hash that its record is to have.
    const pdf = samplePdf(number, pdfBytes);
    run((database) =>
      database.prepare('UPDATE confirmations SET sha256 = ? WHERE number = ?').run(sha256Hex(pdf), number),
    );
    embed('documents', number, pdf);
    pdfs.push(pdf);
    if (index % 3 !== 0) continue;
    await keep(number, sha256Hex(archiveOf(number)), null);
    embed('archive_documents', number, archiveOf(number));
    pdfs.push(archiveOf(number));
  }
  return pdfs.map(sha256Hex);
}

const keep = (number: string, sha256: string, replaces: string | null) =>
  store.archive.keep({
    number,
    copy: { sha256, level: 'B-LTA', renewedAt: LATER, dueAt: LATER },
    replaces,
    by: someone('archive'),
  });

const embeddedCount = () =>
  run((database) =>
    Number(
      database.prepare('SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM archive_documents) AS n').get()
        ?.n,
    ),
  );

async function expectReadable(names: readonly string[]): Promise<void> {
  const files = filesBesides(store.embedded, fixture.files);
  for (const sha256 of names) expect(await files.get(sha256)).not.toBeNull();
}

test('all of them are moved, and are readable before and after', async () => {
  const names = await embedMany(MANY);
  await expectReadable(names);
  expect(await moveDocuments(store.embedded, fixture.files)).toEqual({ moved: names.length, damaged: [] });
  expect(embeddedCount()).toBe(0);
  await expectReadable(names);
  expect(storeProblems(fixture.file)).toEqual([]);
  expect(await moveDocuments(store.embedded, fixture.files)).toEqual({ moved: 0, damaged: [] });
});

describe.each(MOVE_STEPS)('killed as "%s" begins', (step) => {
  test('nothing is lost, and the next start goes on', async () => {
    const names = await embedMany(MANY);
    store.close();
    for (const times of [1, 2]) {
      const killed = await runNode(CHILD, [fixture.file, step, String(times)]);
      expect(killed.signal).toBe('SIGKILL');
      store = await fixture.open();
      await expectReadable(names);
      store.close();
    }
    const left = embeddedCount();
    // Batches of 32 of the 94.
    expect(left).toBe({ put: 94, check: 94, remove: 62, removed: 0 }[step]);
    const done = await runNode(CHILD, [fixture.file, 'none']);
    expect(JSON.parse(done.stdout)).toEqual({ moved: left, damaged: [] });
    expect(embeddedCount()).toBe(0);
    expect(storeProblems(fixture.file)).toEqual([]);
  });
});

test('two at a time move each once, and both end', async () => {
  const names = await embedMany(MANY);
  store.close();
  const both = await Promise.all([runNode(CHILD, [fixture.file, 'none']), runNode(CHILD, [fixture.file, 'none'])]);
  for (const { stdout } of both) expect(JSON.parse(stdout)).toMatchObject({ damaged: [] });
  store = await fixture.open();
  await expectReadable(names);
  expect([embeddedCount(), storeProblems(fixture.file)]).toEqual([0, []]);
});

test('one that is not what was recorded stays, is told, and is never served', async () => {
  const [original = ''] = await embedMany(2);
  const number = run((database) => {
    const found = database.prepare('SELECT number FROM confirmations WHERE sha256 = ?').get(original);
    database.prepare(`UPDATE documents SET pdf = x'25504446' WHERE number = ?`).run(String(found?.number));
    return String(found?.number);
  });
  expect(await moveDocuments(store.embedded, fixture.files)).toEqual({
    moved: 2,
    damaged: [{ kind: 'original', number }],
  });
  expect(embeddedCount()).toBe(1);
  const files = filesBesides(store.embedded, fixture.files);
  await expect(files.get(original)).rejects.toMatchObject({ code: 'stored-file-damaged' });
  // The right bytes, wherever they come from, are served again.
  await fixture.files.put(samplePdf(number));
  expect(await files.get(original)).toEqual(samplePdf(number));
});

test('an archive copy that is renewed before it was moved is moved as a former one', async () => {
  const names = await embedMany(1);
  const number = (await store.archive.due({ at: LATER, limit: 1, after: null })).items[0]?.number ?? '';
  const newer = samplePdf('newer');
  await fixture.files.put(newer);
  expect(await keep(number, sha256Hex(newer), names[1] ?? '')).toBe(true);
  await expectReadable(names);
  expect(await moveDocuments(store.embedded, fixture.files)).toEqual({ moved: 2, damaged: [] });
  await expectReadable([...names, sha256Hex(newer)]);
});

test('what is told to stop removes nothing more, and the next call goes on', async () => {
  const names = await embedMany(5);
  const stop = new AbortController();
  let checked = 0;
  const options = {
    signal: stop.signal,
    onStep: (step: string) => {
      if (step === 'check') checked += 1;
      if (checked === 3) stop.abort();
    },
  };
  expect(await moveDocuments(store.embedded, fixture.files, options)).toEqual({ moved: 0, damaged: [] });
  expect(checked).toBe(3);
  expect(embeddedCount()).toBe(names.length);
  expect(await moveDocuments(store.embedded, fixture.files)).toEqual({ moved: names.length, damaged: [] });
});

describe('the room in the file', () => {
  const size = () => statSync(fixture.file).size;

  test('is given back after the move', async () => {
    const names = await embedMany(24, 1_000_000);
    run((database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    expect(size()).toBeGreaterThan(24_000_000);
    await moveDocuments(store.embedded, fixture.files);
    expect(await store.compact()).toMatchObject({ kind: 'compacted' });
    expect(size()).toBeLessThan(1_000_000);
    expect(await store.compact()).toMatchObject({ kind: 'unchanged' });
    await expectReadable(names);
    expect(storeProblems(fixture.file)).toEqual([]);
  });

  test('is left where little is free', async () => {
    await embedMany(3);
    await moveDocuments(store.embedded, fixture.files);
    expect(await store.compact()).toMatchObject({ kind: 'unchanged' });
  });
});
