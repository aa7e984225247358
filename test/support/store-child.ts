/**
 * A process of its own on a store file, to be raced against and killed. `node store-child.ts <task> <file> <argument>`.
 * It reports by one JSON value a line, written before the next step begins, and starts work at the first byte on stdin.
 */
import { readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setInterval } from 'node:timers';
import { openFolderFiles } from '../../server/stores/files/folder-files.ts';
import { openSqliteStore, type SqliteStore } from '../../server/stores/sqlite/open-store.ts';
import {
  AT,
  finish,
  LATER,
  numberOf,
  sampleContent,
  sampleEntry,
  sampleRequest,
  sampleVin,
  sampleVins,
  someone,
} from '../contract/store-samples.ts';
import { seededRandom } from './seeded-random.ts';

const [task = '', file = '', argument = ''] = process.argv.slice(2);
const files = openFolderFiles(path.join(path.dirname(file), 'files'));

/** Opens the store as soon as told to, and closes it again. */
async function open(): Promise<void> {
  const store = openSqliteStore({ file, now: () => LATER });
  report({ recovered: store.recovered });
  store.close();
}

/** Tries to confirm VINs 1…40, each alone and in an order of its own. */
async function race(): Promise<void> {
  const store = openSqliteStore({ file, now: () => LATER });
  const random = seededRandom(Number(argument));
  const order = sampleVins(1, 40).toSorted(() => random() - 0.5);
  for (const vin of order) {
    const request = sampleRequest({ vins: [vin] });
    const outcome = await store.reservations.reserve(request);
    if (outcome.kind === 'reserved') await finish(store, outcome.number, request, { files });
    report({ vin, kind: outcome.kind, number: outcome.kind === 'reserved' ? outcome.number : null });
  }
  store.close();
}

/** Appends 100 entries to one chain, under a name of its own. */
async function audit(): Promise<void> {
  const store = openSqliteStore({ file, now: () => LATER });
  for (let round = 0; round < 100; round += 1)
    await store.auditLog.append(sampleEntry({ actor: someone(argument), detail: { round: String(round) } }));
  store.close();
}

type Issued = { readonly number: string; readonly vins: readonly string[] };

/** Confirms, supersedes and gives up for ever, and reports every number only after it is complete. */
async function work(): Promise<void> {
  const seed = Number(argument);
  const random = seededRandom(seed);
  const store = openSqliteStore({ file, now: () => LATER });
  report({ opened: true });
  let former: Issued | null = null;
  for (let round = 0; ; round += 1) {
    const replaces: Issued | null = random() < 0.4 ? former : null;
    const vins: readonly string[] =
      replaces?.vins ?? sampleVins(seed * 1_000_000 + round * 100, 1 + Math.floor(random() * 60));
    const request = sampleRequest({ vins, supersedes: replaces?.number ?? null, idempotencyKey: `${seed}-${round}` });
    const number = numberOf(await store.reservations.reserve(request));
    if (random() < 0.2) {
      await store.reservations.release({ number, by: request.by, at: AT, code: 'given-up' });
      continue;
    }
    await finish(store, number, request, { files, pdfBytes: Math.floor(random() * 300_000) });
    report({ issued: number });
    former = { number, vins };
  }
}

/** Goes as far as the step named by the argument, reports, and stays there until it is killed. */
async function stay(): Promise<void> {
  const store = openSqliteStore({ file, now: () => LATER });
  const request = sampleRequest({ vins: [sampleVin(1), sampleVin(2)], idempotencyKey: 'key-1' });
  report({ at: argument, number: await goTo(argument, store, request) });
  setInterval(() => store.recovered, 60_000);
}

async function goTo(step: string, store: SqliteStore, request: ReturnType<typeof sampleRequest>): Promise<string> {
  if (step === 'opened') return '';
  const number = numberOf(await store.reservations.reserve(request));
  if (step === 'reserved') return number;
  if (step === 'writing') return startWriting(number);
  if (step === 'completed') await finish(store, number, request, { files });
  else await store.reservations.intend({ number, content: sampleContent(number, request), at: AT });
  return number;
}

/** The middle of a transaction, with so many pages changed that some are in the write-ahead log already. */
function startWriting(number: string): string {
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA cache_size = 5; BEGIN IMMEDIATE; CREATE TABLE torn (data BLOB)');
  for (let row = 0; row < 500; row += 1) raw.exec('INSERT INTO torn VALUES (randomblob(5000))');
  raw.exec(`UPDATE lines SET status = 'live' WHERE number = '${number}'`);
  setInterval(() => raw.isOpen, 60_000);
  return number;
}

function report(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

const tasks: Record<string, () => Promise<void>> = { open, race, audit, work, stay };
report({ ready: true });
readSync(0, new Uint8Array(1));
await tasks[task]?.();
