import type { ConfirmationStatus } from '#core/confirmation/confirmation.ts';
import type { ListFilters } from '../../ports/registry.ts';

/** A condition, or a statement, with what stands for its question marks. */
export type Clause = { readonly sql: string; readonly values: readonly (string | number)[] };

/** What a list is read from: few numbers, which are then sorted, or an index that has the order of the list. */
export type ListIndex = 'numbers' | 'newest-for-exporter' | 'newest-of-manufacturer' | 'newest';

export type FilterClauses = {
  readonly index: ListIndex;
  /** What the index itself answers. */
  readonly walked: readonly Clause[];
  /** What is asked of each entry. */
  readonly judged: readonly Clause[];
};

/** Which index answers the filters best, and the conditions. `hasFewNumbers`: the prefix fits few enough numbers to sort them. */
export function filterClauses(filters: ListFilters, hasFewNumbers: boolean): FilterClauses {
  const { manufacturerId, exporterUscc, vin, numberPrefix, destination, status } = filters;
  const manufacturer = clause('manufacturer_id = ?', manufacturerId);
  const exporter = clause('exporter_uscc = ?', exporterUscc);
  const vehicle = clause('number IN (SELECT number FROM lines WHERE vin = ?)', vin);
  const numbers = numberPrefix === null ? [] : [numbersFrom(numberPrefix)];
  const lines = [
    ...clause(anyLine('destination = ?'), destination),
    ...(status === null ? [] : [{ sql: STATUS[status], values: [] }]),
  ];
  if (vin !== null || hasFewNumbers)
    return { index: 'numbers', walked: [], judged: [...vehicle, ...numbers, ...manufacturer, ...exporter, ...lines] };
  const judged = [...numbers, ...lines];
  if (exporterUscc !== null)
    return { index: 'newest-for-exporter', walked: exporter, judged: [...manufacturer, ...judged] };
  return { index: manufacturerId === null ? 'newest' : 'newest-of-manufacturer', walked: manufacturer, judged };
}

function clause(sql: string, value: string | null): readonly Clause[] {
  return value === null ? [] : [{ sql, values: [value] }];
}

/** Numbers have no character behind `~`. */
function numbersFrom(prefix: string): Clause {
  return { sql: 'number >= ? AND number < ?', values: [prefix, `${prefix}~`] };
}

function anyLine(condition: string): string {
  return `EXISTS (SELECT 1 FROM lines WHERE lines.number = confirmations.number AND ${condition})`;
}

/** As `statusOfCounts` tells it. */
const STATUS: Readonly<Record<ConfirmationStatus, string>> = {
  live: `NOT ${anyLine(`status <> 'live'`)}`,
  'partly-withdrawn': `${anyLine(`status = 'live'`)} AND ${anyLine(`status <> 'live'`)}`,
  superseded: `NOT ${anyLine(`status = 'live'`)} AND ${anyLine(`status = 'superseded'`)}`,
  withdrawn: `NOT ${anyLine(`status <> 'withdrawn'`)}`,
};
