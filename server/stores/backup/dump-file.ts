import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import { BackupFault } from '../../ports/backup-fault.ts';
import { RecordNotWhole, readRecord, type StoreView } from '../dump/store-view.ts';
import { TABLE_NAMES, type TableName } from '../dump/tables.ts';

/**
 * A store in one file: a line that names the format; for each table a line that names it, then its records, one a line; at the end a
 * line that says so. Each line is canonical JSON (RFC 8785).
 */
const FORMAT = 'vinseal.dump.v1';

/** Tables of former versions that are left out: tokens, in whose place whoever restores makes access keys. */
const FORMER_TABLES: readonly string[] = ['tokens'];

/** A record that a restore will refuse. */
export type DamagedRecord = { readonly table: TableName; readonly key: string };

/** Writes what a store holds into a new file. Gives the records that are not whole: they are written as they are. */
export async function writeDumpFile(view: StoreView, file: string): Promise<readonly DamagedRecord[]> {
  const damaged: DamagedRecord[] = [];
  await pipeline(
    Readable.from(lines(view, (record) => void damaged.push(record))),
    createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
  );
  return damaged;
}

async function* lines(view: StoreView, onDamaged: (record: DamagedRecord) => void): AsyncGenerator<string> {
  yield line({ format: FORMAT });
  for (const table of TABLE_NAMES) {
    yield line({ table });
    for await (const record of view.records(table, 0)) {
      const fault = faultOf(table, record);
      if (fault !== null) onDamaged({ table, key: fault.key });
      // As JSON: what is undefined, where a column could not be read, is left out.
      yield line(JSON.parse(JSON.stringify(record)));
    }
  }
  yield line({ end: true });
}

function faultOf(table: TableName, record: unknown): RecordNotWhole | null {
  try {
    readRecord(table, record);
    return null;
  } catch (fault) {
    if (fault instanceof RecordNotWhole) return fault;
    throw fault;
  }
}

function line(value: unknown): string {
  return `${canonicalJson(value)}\n`;
}

/**
 * What such a file holds: it is read once to find its tables, then table by table.
 * @throws {BackupFault} `backup-damaged`
 */
export async function openDumpFile(file: string): Promise<StoreView> {
  const places = await findTables(file);
  return {
    records: async function* (table, skip) {
      const start = places.get(table);
      // Of a version that had no such table.
      if (start === undefined) return;
      let seen = 0;
      for await (const { text } of linesFrom(file, start)) {
        if (text.startsWith(MARK) || text === END) return;
        seen += 1;
        if (seen > skip) yield parse(text, file);
      }
    },
  };
}

const MARK = '{"table":"';
const END = '{"end":true}';

async function findTables(file: string): Promise<ReadonlyMap<string, number>> {
  const places = new Map<string, number>();
  let [first, last] = ['', ''];
  for await (const { text, end } of linesFrom(file, 0)) {
    if (first === '') first = text;
    if (text.startsWith(MARK)) places.set(String((parse(text, file) as { readonly table?: unknown }).table), end);
    last = text;
  }
  const known: readonly string[] = [...TABLE_NAMES, ...FORMER_TABLES];
  const unknown = [...places.keys()].find((name) => !known.includes(name));
  if (`${first}\n` !== line({ format: FORMAT }) || last !== END || unknown !== undefined) throw notOurs(file);
  return places;
}

/** Lines, and where each ends. Those of Node are parted by more than line feeds. */
async function* linesFrom(
  file: string,
  start: number,
): AsyncGenerator<{ readonly text: string; readonly end: number }> {
  let pieces: Buffer[] = [];
  let position = start;
  for await (const chunk of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, from)) {
      const bytes = Buffer.concat([...pieces, chunk.subarray(from, feed)]);
      pieces = [];
      from = feed + 1;
      position += bytes.length + 1;
      yield { text: bytes.toString('utf8'), end: position };
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
}

const LINE_FEED = 10;

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notOurs(file, cause);
  }
}

function notOurs(file: string, cause?: unknown): BackupFault {
  return new BackupFault('backup-damaged', `${file} is no dump of a store, or a later version made it`, { cause });
}
