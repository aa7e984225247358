import type { Connection } from 'mongoose';
import { actorRef, actorText } from '../../server/model/access/actor.ts';
import { linkEntry } from '../../server/model/access/audit-chain.ts';
import { type ChainHead, manufacturerStream, type RecordedEntry } from '../../server/model/access/audit-entry.ts';
import { connectMongo } from '../../server/stores/mongo/connect.ts';
import { modelsOf } from '../../server/stores/mongo/database.ts';
import { migrateMongo } from '../../server/stores/mongo/migrate.ts';
import { summarised } from '../../server/stores/mongo/registered-confirmation.ts';
import type { EntryRecord } from '../../server/stores/mongo/schema/audit-schema.ts';
import type { ConfirmationRecord } from '../../server/stores/mongo/schema/confirmation-schema.ts';
import { backwards, type LineRecord } from '../../server/stores/mongo/schema/line-schema.ts';
import { counterOf } from '../../server/stores/mongo/spent-number.ts';
import { MAKER, sampleContent, sha256Hex } from '../../test/contract/store-samples.ts';
import { type Row, rowOf } from './rows.ts';

/** Confirmations in one insertion. */
const AT_ONCE = 2_000;
const STREAM = manufacturerStream(MAKER);
/** Not waited for until it is on disk: nothing that is measured afterwards rests on it. */
const QUICKLY = { ordered: false, writeConcern: { w: 1, j: false } } as const;

/** Fills a new database with what issuing would have left, audit chain and all, past transactions and mongoose. */
export async function fillMongo(url: string, confirmations: number): Promise<void> {
  const connection = await connectMongo(url);
  try {
    await migrateMongo(connection);
    await insertAll(connection, confirmations);
  } finally {
    await connection.destroy();
  }
}

async function insertAll(connection: Connection, confirmations: number): Promise<void> {
  const models = modelsOf(connection);
  // The driver's own: mongoose would look at each record.
  const db = connection.getClient().db(connection.name);
  let head: ChainHead | null = null;
  for (let first = 1; first <= confirmations; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, confirmations - first + 1);
    const rows = Array.from({ length: count }, (_, index) => rowOf(first + index));
    const entries: EntryRecord[] = [];
    for (const entry of rows.flatMap(entriesOf)) {
      const linked: RecordedEntry = linkEntry(entry, head);
      entries.push({ _id: `${STREAM}/${linked.position}`, ...linked });
      head = linked;
    }
    await Promise.all([
      db.collection<ConfirmationRecord>(models.confirmations.collection.name).insertMany(rows.map(recordOf), QUICKLY),
      db.collection<LineRecord>(models.lines.collection.name).insertMany(rows.flatMap(linesOf), QUICKLY),
      db.collection<EntryRecord>(models.entries.collection.name).insertMany(entries, QUICKLY),
    ]);
  }
  const { position = 0, hash = '' } = head ?? {};
  await models.heads.create([{ _id: STREAM, position, hash }]);
  await models.counters.create([{ _id: counterOf(rowOf(1).request), last: confirmations }]);
}

function recordOf({ number, sequence, request, says }: Row): ConfirmationRecord {
  const { manufacturerId, makerCode, year, requestHash, by, at } = request;
  const content = sampleContent(number, request, says);
  const issuedMs = Date.parse(at);
  return {
    ...{ _id: number, manufacturerId, makerCode, year, sequence, state: 'live', owner: 'filling', supersedes: null },
    ...{ requestHash, reservedBy: actorText(by), reservedAt: at, content: JSON.stringify(content) },
    ...{ summary: summarised(content), sha256: fileOf(number), keyId: 'key-1', sealVersion: 1 },
    ...{ issuedBy: actorText(by), issuedAt: at, issuedMs, archive: { dueMs: issuedMs, renewals: 0, former: [] } },
  };
}

function linesOf({ number, request, says }: Row): readonly LineRecord[] {
  const { destinations } = says;
  return request.vins.map((vin, index) => ({
    ...{ _id: `${number}/${index + 1}`, number, line: index + 1, vin, backwards: backwards(vin), test: true },
    ...{ status: 'live', claims: 'live', destination: destinations[index % destinations.length] ?? '' },
  }));
}

function entriesOf({ number, request: { vins, by, at } }: Row) {
  const entry = {
    ...{ stream: STREAM, at, actor: actorRef(by), action: 'issue-confirmation' },
    subject: { kind: 'confirmation', id: number },
  } as const;
  const detail = { sha256: fileOf(number), keyId: 'key-1', sealVersion: '1' };
  return [
    { ...entry, phase: 'intended', detail: { vehicles: String(vins.length) } },
    { ...entry, phase: 'succeeded', detail },
  ] as const;
}

function fileOf(number: string): string {
  return sha256Hex(new TextEncoder().encode(number));
}
