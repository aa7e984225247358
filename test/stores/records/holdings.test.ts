import { expect, test } from '@jest/globals';
import { createHoldings } from '../../../server/stores/records/holdings.ts';

test('something may be open while it is asked for, until it is complete, and where nobody knows', () => {
  const holdings = createHoldings();
  expect(holdings.mayBeOpen()).toBe(false);
  const known = holdings.ask();
  expect(holdings.mayBeOpen()).toBe(true);
  holdings.take('ASC-1');
  known();
  expect(holdings.mayBeOpen()).toBe(true);
  holdings.giveUp({ number: 'ASC-1', by: { kind: 'operator', id: 'x' } as never, at: 'now', code: 'x' as never });
  expect(holdings.mayBeOpen()).toBe(true);
  holdings.drop('ASC-1');
  expect(holdings.mayBeOpen()).toBe(false);
  // The answer never comes.
  holdings.ask();
  expect(holdings.mayBeOpen()).toBe(true);
});
