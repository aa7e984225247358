import { expect, test } from '@jest/globals';
import { createUploadBudget } from '../../server/http/middleware/upload-budget.ts';

test('one address cannot take it all, nor all together more than there is', () => {
  const budget = createUploadBudget(100, 60);
  const [first, again, other, third] = ['a', 'a', 'b', 'c'].map(budget.open);
  expect(first?.take(60)).toBe(true);
  expect(again?.take(1)).toBe(false);
  expect(other?.take(41)).toBe(false);
  expect(other?.take(40)).toBe(true);
  expect(budget.held()).toBe(100);
  first?.free();
  first?.free();
  expect(budget.held()).toBe(40);
  expect(again?.take(60)).toBe(true);
  expect(third?.take(1)).toBe(false);
});

test('an upload that has come to nothing holds nothing, and takes nothing once it is freed', () => {
  const budget = createUploadBudget(100, 100);
  const share = budget.open('a');
  expect(budget.held()).toBe(0);
  share.take(10);
  share.take(20);
  expect(budget.held()).toBe(30);
  share.free();
  expect(share.take(1)).toBe(false);
  expect(budget.held()).toBe(0);
});
