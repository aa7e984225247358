import { createHash } from 'node:crypto';
import { canonicalJson } from '#core/confirmation/canonical-json.ts';
import { findBreak } from '../../model/access/audit-chain.ts';
import type { ChainHead } from '../../model/access/audit-entry.ts';
import { type StoreView, wholeRecords } from './store-view.ts';
import { type DumpRecord, TABLE_NAMES, type TableName } from './tables.ts';

/** How many records of each table there are, and the SHA-256 of all of them: each as canonical JSON (RFC 8785) and a line feed. */
export type Digest = Readonly<Record<TableName, { readonly count: number; readonly sha256: string }>>;

export type Inspection = {
  readonly digest: Digest;
  /** Streams of the audit log whose chains do not hold. */
  readonly brokenChains: readonly string[];
  /** Counters that would give a number again, as `<maker> <year>`. */
  readonly countersBehind: readonly string[];
  /** Numbers that are reserved, or being issued. */
  readonly open: readonly string[];
};

/** Reads a store whole, once. @throws {RecordNotWhole} */
export async function inspectView(view: StoreView): Promise<Inspection> {
  const chains = watchChains();
  const numbers = watchNumbers();
  const watch: Partial<{ readonly [Name in TableName]: (record: DumpRecord<Name>) => void }> = {
    'audit-entries': chains.entry,
    'audit-heads': chains.head,
    confirmations: numbers.confirmation,
    counters: numbers.counter,
  };
  const digests: [TableName, Digest[TableName]][] = [];
  for (const table of TABLE_NAMES) {
    const told = watch[table] as ((record: DumpRecord) => void) | undefined;
    digests.push([table, await digestTable(view, table, told ?? (() => undefined))]);
  }
  const digest = Object.fromEntries(digests) as Digest;
  return { digest, brokenChains: chains.broken(), ...numbers.found() };
}

async function digestTable(view: StoreView, table: TableName, told: (record: DumpRecord) => void) {
  const hash = createHash('sha256');
  let count = 0;
  for await (const record of wholeRecords(view, table)) {
    hash.update(`${canonicalJson(record)}\n`);
    count += 1;
    told(record);
  }
  return { count, sha256: hash.digest('hex') };
}

/** Entries of a chain come one after another, the ends of all chains after them. */
function watchChains() {
  const broken = new Set<string>();
  const ends = new Map<string, ChainHead>();
  return {
    entry: (entry: DumpRecord<'audit-entries'>) => {
      const { stream, position, hash } = entry;
      if (findBreak([entry], ends.get(stream) ?? null) !== null) broken.add(stream);
      ends.set(stream, { position, hash });
    },
    head: ({ stream, position, hash }: DumpRecord<'audit-heads'>) => {
      const end = ends.get(stream);
      if (end?.position !== position || end.hash !== hash) broken.add(stream);
      ends.delete(stream);
    },
    // A chain whose end nobody knows was cut off, or written by somebody else.
    broken: () => [...new Set([...broken, ...ends.keys()])].toSorted(),
  };
}

function watchNumbers() {
  const highest = new Map<string, number>();
  const counted = new Map<string, number>();
  const open: string[] = [];
  return {
    confirmation: ({ makerCode, year, sequence, state, number }: DumpRecord<'confirmations'>) => {
      const key = `${makerCode} ${year}`;
      highest.set(key, Math.max(sequence, highest.get(key) ?? 0));
      if (state === 'reserved' || state === 'intended') open.push(number);
    },
    counter: ({ makerCode, year, last }: DumpRecord<'counters'>) => void counted.set(`${makerCode} ${year}`, last),
    found: () => ({
      open,
      countersBehind: [...highest].filter(([key, last]) => (counted.get(key) ?? 0) < last).map(([key]) => key),
    }),
  };
}

/** One text for a digest. */
export function digestText(digest: Digest): string {
  return createHash('sha256').update(canonicalJson(digest)).digest('hex');
}

/** The tables in which two stores differ. */
export function differences(one: Digest, other: Digest): readonly TableName[] {
  return TABLE_NAMES.filter(
    (table) => one[table].count !== other[table].count || one[table].sha256 !== other[table].sha256,
  );
}
