import { expect, test } from '@jest/globals';
import { createUploadBudget } from '../../server/http/middleware/upload-budget.ts';

test('one address cannot take it all, nor all together more than there is', () => {
  const budget = createUploadBudget(100, 60);
  const first = budget.reserve('a', 60);
  expect(first).not.toBeNull();
  expect(budget.reserve('a', 1)).toBeNull();
  expect(budget.reserve('b', 41)).toBeNull();
  const second = budget.reserve('b', 40);
  expect(second).not.toBeNull();
  first?.();
  first?.();
  expect(budget.reserve('a', 60)).not.toBeNull();
  expect(budget.reserve('c', 1)).toBeNull();
});
