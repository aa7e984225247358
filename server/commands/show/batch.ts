import { actorName } from '../../app/access/actor-name.ts';
import { type Batch, type BatchRow, ROW_STATES, type RowCounts } from '../../model/batches/batch.ts';
import type { Reader } from '../command.ts';
import { headings } from './columns.ts';
import { table } from './table.ts';
import { timeText } from './time-text.ts';

/** Batches, a row each. */
export function batchTable(batches: readonly Batch[], { words, screen }: Reader): string {
  if (batches.length === 0) return words.text('terminal.none.batches');
  const rows = batches.map((batch) => [
    batch.id,
    words.text(`batches.states.${batch.state}`),
    batch.manufacturerId,
    String(batch.rows),
    String(batch.vehicles),
    actorName(batch.proposedBy, words),
    timeText(batch.proposedAt),
  ]);
  const columns = ['batch', 'state', 'manufacturer', 'rows', 'vehicles', 'proposed-by', 'since'] as const;
  return table(headings(words, ...columns), rows, screen);
}

/** How many rows stand how, on one line. */
export function countsText(counts: RowCounts, { words }: Reader): string {
  const told = ROW_STATES.filter((state) => counts[state] > 0);
  return told.map((state) => `${words.text(`batches.row-states.${state}`)}: ${counts[state]}`).join(' · ');
}

/** The rows of a batch, with the first VIN of each. */
export function batchRowTable(items: readonly BatchRow[], { words, screen }: Reader): string {
  const rows = items.map(({ index, state, number, wish, problem }) => [
    String(index + 1),
    words.text(`batches.row-states.${state}`),
    number ?? '',
    wish.vehicles.length === 1 ? (wish.vehicles[0]?.vin ?? '') : `${wish.vehicles[0]?.vin ?? ''} …`,
    problem === null ? '' : [problem.code, ...problem.fields.map(({ code }) => code)].join(' '),
  ]);
  return table(headings(words, 'line', 'state', 'number', 'vin', 'why'), rows, screen);
}
