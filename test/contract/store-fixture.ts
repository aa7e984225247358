import type { Store } from '../../server/ports/store.ts';

/** A store, whatever it keeps its data in. */
export type ContractStore = Store;

/** One empty body of data; every `open` is another user of it, as another process would be. */
export type StoreFixture = {
  readonly open: () => Promise<ContractStore>;
  /** Lets so much of the time of a lease go by, for all users: 1 is one lease and a moment. */
  readonly passLease: (share: number) => Promise<void>;
  /** Closes what is still open and removes the data. */
  readonly dispose: () => Promise<void>;
};

/** Makes a fixture. A store is done when all contract suites are green with its own. */
export type MakeFixture = () => Promise<StoreFixture>;
