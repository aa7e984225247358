/** A filled registry is moved to MongoDB and back: nothing is lost, and whatever is wrong is told before anything is switched. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { prepareDataFolder } from '../../server/compose/install/prepare-data-folder.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import type { MoveRequest } from '../../server/compose/move/move-request.ts';
import { moveStore } from '../../server/compose/move/move-store.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { inspectView } from '../../server/stores/dump/inspect-view.ts';
import { modelsOf } from '../../server/stores/mongo/database.ts';
import { openSqliteSource } from '../../server/stores/sqlite/dump/open-source.ts';
import { describeWithMongo } from '../stores/mongo/mongo-suite.ts';
import { tokenOf } from '../support/actors.ts';
import { everyListed } from '../support/every-listed.ts';
import { copyInstall, seededRequest, testOptions } from '../support/install.ts';
import { runNode } from '../support/run-node.ts';
import { isFullRun } from '../support/test-share.ts';

const BY = operatorActor('operator');
const CHILD = path.join(import.meta.dirname, '../support/move-store-child.ts');
const SHA = 'ab'.repeat(32);

describeWithMongo('moving a registry', ({ mongo }) => {
  let copy: ReturnType<typeof copyInstall>;
  let scratch: string;
  let url: string;
  let databases = 0;
  /** A data folder, and its journal, that are filled once. */
  const filled = mkdtempSync(path.join(tmpdir(), 'vinseal-filled-'));
  beforeAll(async () => {
    copy = copyInstall();
    scratch = path.join(filled, 'scratch');
    mkdirSync(scratch);
    await fill();
    renameSync(copy.folder, path.join(filled, 'data'));
  }, 60_000);
  afterAll(() => rmSync(filled, { recursive: true, force: true }));
  beforeEach(() => {
    copy = copyInstall();
    rmSync(copy.folder, { recursive: true });
    cpSync(path.join(filled, 'data'), copy.folder, { recursive: true });
    scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-move-'));
    cpSync(path.join(filled, 'scratch'), scratch, { recursive: true });
    databases += 1;
    url = mongo().url(`vinseal-moved-${process.pid}-${databases}`);
  });
  afterEach(() => {
    copy.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  const journal = () => path.join(scratch, 'journal');
  const paths = () => dataPaths(copy.folder);
  const opened = (to: 'file' | 'mongo' = 'file') =>
    openInstall(
      testOptions(copy.folder, { journal: journal(), mongo: to === 'file' ? null : { url, migrates: false } }),
    );
  const request = (to: 'file' | 'mongo'): MoveRequest => ({
    ...{ data: copy.folder, journal: journal(), from: to === 'file' ? url : null },
    to: to === 'file' ? { kind: 'file' } : { kind: 'mongo', url },
  });
  const digest = async () => {
    const source = openSqliteSource(paths().store);
    try {
      return (await inspectView(source)).digest;
    } finally {
      source.close();
    }
  };

  /** Something in every table. */
  async function fill(): Promise<void> {
    const install = await opened();
    try {
      await install.keepJournal();
      const first = await issue(install, 50_001, { idempotencyKey: 'key-1' });
      await issue(install, 50_001, { supersedes: first });
      await install.withdraw(await issue(install, 50_002), { reason: 'lost' }, BY);
      await tokenOf(install);
    } finally {
      await install.close();
    }
    const db = new DatabaseSync(paths().store);
    db.exec(`
      INSERT INTO recovery VALUES (1, '2026-01-01T00:00:00.000Z', 1, '2026-01-02T00:00:00.000Z');
      INSERT INTO unrecovered VALUES ('AAA', 2026, 9, 12), ('AAA', 2026, 10, 11);
      INSERT INTO awaited VALUES ('ASC-TEST', '${SHA}', 'key', NULL, 'zhang');
      INSERT INTO check_results (key, checked_ms, length, data) VALUES ('${SHA}', 1, 4, '车辆x😀');
      INSERT INTO shared_records (position, kind, name, content) VALUES (903, 'trust', '_kept-b', x'00ff'), (909, 'trust', '_kept-a', x'7b7d');
      UPDATE shared_revisions SET revision = 77 WHERE kind = 'trust';
      INSERT INTO collected VALUES ('organisations', 'o-1', 3, 5, '["code:x"]', '["state:open"]', '{}'), ('access-keys', 'r', 1, 5, '[]', '["all"]', '{}');
      INSERT INTO collected_uniques VALUES ('organisations', 'code:x', 'o-1');
      INSERT INTO collected_tags VALUES ('organisations', 'state:open', 5, 'o-1'), ('access-keys', 'all', 5, 'r');
      INSERT INTO archive_former SELECT number, 1, sha256, 'B-LTA', '2026-01-01T00:00:00.000Z' FROM confirmations WHERE state = 'live';
      UPDATE archive SET renewals = 2, level = 'B-LTA', renewed_at = '2026-02-01T00:00:00.000Z',
        sha256 = (SELECT sha256 FROM confirmations WHERE number = archive.number);
      INSERT INTO confirmations (number, manufacturer_id, maker_code, year, sequence, state, owner, idempotency_key, request_hash, reserved_by, reserved_at)
        SELECT number || '-X', manufacturer_id, maker_code, year, 0, 'released', 'gone', 'key-1', '', 'zhang', reserved_at FROM confirmations LIMIT 1;
    `);
    db.close();
  }

  async function issue(install: Install, vins: number, more: object = {}): Promise<string> {
    const issued = await install.issue({ ...seededRequest(vins, 12), ...more }, { by: BY });
    if (!issued.ok) throw new Error(JSON.stringify(issued.problem));
    return issued.value.confirmation.number;
  }

  async function shown(to: 'file' | 'mongo') {
    const install = await opened(to);
    try {
      const listed = await everyListed(install);
      const pdfs = await Promise.all(listed.map(({ number }) => install.pdf(number, BY)));
      const seals = await install.seals.list('test-maker', BY);
      return { listed, pdfs, seals, faults: await install.findFaults() };
    } finally {
      await install.close();
    }
  }

  test('there and back gives equal stores, and a service that goes on', async () => {
    const [before, seen] = [await digest(), await shown('file')];
    expect(Object.entries(before).filter(([, { count }]) => count === 0)).toEqual([]);
    const there = await moveStore(request('mongo'));
    expect(there.records).toEqual(Object.fromEntries(Object.entries(before).map(([name, { count }]) => [name, count])));
    expect(existsSync(paths().store)).toBe(false);
    expect(readdirSync(there.aside).toSorted()).toEqual(expect.arrayContaining(['files', 'vinseal.sqlite']));
    expect(await shown('mongo')).toEqual(seen);
    const back = await moveStore(request('file'));
    expect([existsSync(paths().databaseId), existsSync(path.join(back.aside, 'database.json'))]).toEqual([false, true]);
    expect(await digest()).toEqual(before);
    const db = new DatabaseSync(paths().store);
    expect(
      db
        .prepare('SELECT text FROM collected_uniques UNION ALL SELECT tag FROM collected_tags')
        .all()
        .map(({ text }) => text),
    ).toEqual(expect.arrayContaining(['code:x', 'all', 'state:open']));
    db.close();
    expect(await shown('file')).toEqual(seen);
    const install = await opened();
    await issue(install, 50_009);
    await install.close();
    // Another instance that still names the database.
    writeFileSync(paths().databaseId, readFileSync(path.join(back.aside, 'database.json')));
    await expect(opened('mongo')).rejects.toMatchObject({ code: 'store-moved' });
  }, 60_000);

  // Every step costs a process; `npm run faults` does all.
  const TO_MONGO = isFullRun() ? ['batch', 'document-batch', 'switching'] : ['document-batch', 'switching'];
  const TO_FILE = isFullRun() ? ['document-batch', 'aside'] : ['aside'];

  test('killed at any step, the same command goes on', async () => {
    const before = await digest();
    for (const to of ['mongo', 'file'] as const) {
      for (const dieAt of to === 'mongo' ? TO_MONGO : TO_FILE) {
        const work = { request: request(to), dieAt };
        const run = await runNode(CHILD, [JSON.stringify(work)]);
        expect([to, dieAt, run.signal]).toEqual([to, dieAt, 'SIGKILL']);
      }
      // Half switched, neither store is opened.
      for (const registry of ['vinseal.sqlite', 'database.json'] as const)
        await expect(prepareDataFolder(copy.folder, async () => undefined, registry)).rejects.toMatchObject({
          code: 'data-folder-being-moved',
        });
      expect(await moveStore(request(to))).toMatchObject({ records: null });
      await opened(to).then((install) => install.close());
      expect(existsSync(paths().store)).toBe(to === 'file');
    }
    expect(await digest()).toEqual(before);
  }, 120_000);

  test('a source in use, a target in use, and what is damaged, are told, and nothing is switched', async () => {
    const refused = async (code: string) => {
      await expect(moveStore(request('mongo'))).rejects.toMatchObject({ code });
      expect([existsSync(paths().store), existsSync(paths().databaseId)]).toEqual([true, false]);
    };
    const change = (sql: string) => {
      const db = new DatabaseSync(paths().store);
      db.exec(sql);
      db.close();
    };
    const install = await opened();
    await refused('move-source-in-use');
    await install.close();
    const [file = ''] = readdirSync(paths().files, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const bytes = readFileSync(file);
    rmSync(file);
    await refused('move-document-missing');
    writeFileSync(file, Buffer.alloc(15 * 1024 * 1024 + 1));
    await refused('move-document-too-large');
    writeFileSync(file, Buffer.concat([bytes, Buffer.from(' ')]));
    await refused('move-document-damaged');
    writeFileSync(file, bytes);
    change(
      `UPDATE confirmations SET content = substr(content, 2) WHERE number = (SELECT max(number) FROM confirmations WHERE state = 'live')`,
    );
    await refused('move-record-damaged');
    change(`UPDATE confirmations SET content = '{' || content WHERE state = 'live' AND content NOT LIKE '{%'`);
    change('UPDATE sequences SET last = last - 1');
    await refused('move-counter-behind');
    change('UPDATE sequences SET last = last + 1');
    const [known, state] = [readFileSync(paths().move), paths().move];
    rmSync(state);
    await refused('move-target-not-empty');
    writeFileSync(state, known);
    // The document that was damaged had arrived in part; the same move goes on all the same.
    await moveStore(request('mongo'));
    const running = await opened('mongo');
    await expect(moveStore(request('file'))).rejects.toMatchObject({ code: 'move-source-in-use' });
    expect(await running.verify({ pdf: bytes, vin: null, destination: null, applicationDate: null })).toMatchObject({
      ok: true,
    });
    await running.close();
    await expect(moveStore(request('mongo'))).rejects.toMatchObject({ code: 'move-already-there' });
    expect(existsSync(paths().store)).toBe(false);
  }, 60_000);

  test('what changed in the target meanwhile is found', async () => {
    const { createConnection } = await import('mongoose');
    const connection = await createConnection(url, { autoIndex: false, autoCreate: false }).asPromise();
    try {
      let done: Promise<unknown> = Promise.resolve();
      const onStep = (step: string) => {
        if (step === 'documents')
          done = modelsOf(connection)
            .lines.updateOne({ status: 'withdrawn' }, { $set: { reason: 'other' } })
            .exec();
      };
      await expect(moveStore({ ...request('mongo'), onStep })).rejects.toMatchObject({ code: 'move-differs' });
      await done;
    } finally {
      await connection.destroy();
    }
    expect([existsSync(paths().store), existsSync(paths().databaseId)]).toEqual([true, false]);
    await moveStore(request('mongo'));
  }, 60_000);
});
