import type { SharedKind, SharedRecord, SharedRecords, SharedState } from '../../ports/shared-records.ts';

/** What a store must answer for a view. */
export type SharedReading = {
  /** The newest revision that is durable; 0 where the kind was never changed. */
  readonly revision: (kind: SharedKind) => Promise<number>;
  readonly read: (kind: SharedKind) => Promise<SharedState>;
};

/** Views that ask for the revision at each call, and for the records where it is another one: once, however many ask meanwhile. */
export function createSharedView({ revision, read }: SharedReading): SharedRecords['view'] {
  return <Value>(kind: SharedKind, derive: (records: readonly SharedRecord[]) => Value) => {
    let known: { readonly revision: number; readonly value: Value } | null = null;
    let reading: { readonly revision: number; readonly value: Promise<Value> } | null = null;
    const readNew = async (): Promise<Value> => {
      try {
        const state = await read(kind);
        known = { revision: state.revision, value: derive(state.records) };
        return known.value;
      } finally {
        reading = null;
      }
    };
    return async () => {
      const current = await revision(kind);
      if (known?.revision === current) return known.value;
      if (reading?.revision !== current) reading = { revision: current, value: readNew() };
      return reading.value;
    };
  };
}
