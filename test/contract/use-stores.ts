import { afterEach, beforeEach } from '@jest/globals';
import type { ContractStore, MakeFixture, StoreFixture } from './store-fixture.ts';

/** Gives the tests of one suite a fresh body of data each, with one store open on it. */
export function useStores(makeFixture: MakeFixture) {
  let fixture: StoreFixture | null = null;
  let first: ContractStore | null = null;
  beforeEach(async () => {
    fixture = await makeFixture();
    first = await fixture.open();
  });
  afterEach(async () => fixture?.dispose());
  const present = <Value>(value: Value | null): Value => {
    if (value === null) throw new Error('only within a test');
    return value;
  };
  return {
    store: () => present(first),
    /** Another user of the same data. */
    another: () => present(fixture).open(),
    passLease: (share: number) => present(fixture).passLease(share),
  };
}
