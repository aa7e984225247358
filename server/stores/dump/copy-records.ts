import { type StoreTarget, type StoreView, wholeRecords } from './store-view.ts';
import { type DumpRecord, TABLE_NAMES, type TableName } from './tables.ts';

/** How much one transaction takes in: records, and characters of them as JSON. */
const BATCH = { records: 500, characters: 2_000_000 };

/** Fills a target with what it lacks of a store. A process that dies leaves whole batches; the next one goes on after them. */
export async function copyRecords(
  view: StoreView,
  target: StoreTarget,
  onBatch: (table: TableName) => void = () => undefined,
): Promise<void> {
  const progress = await target.progress();
  for (const table of TABLE_NAMES) {
    let count = progress[table] ?? 0;
    for await (const batch of batches(view, table, count)) {
      count += batch.length;
      await target.take(table, batch, count);
      onBatch(table);
    }
  }
}

async function* batches<Name extends TableName>(
  view: StoreView,
  table: Name,
  skip: number,
): AsyncGenerator<readonly DumpRecord<Name>[]> {
  let batch: DumpRecord<Name>[] = [];
  let characters = 0;
  for await (const record of wholeRecords(view, table, skip)) {
    batch.push(record);
    characters += JSON.stringify(record).length;
    if (batch.length < BATCH.records && characters < BATCH.characters) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
