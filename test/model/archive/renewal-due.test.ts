import { describe, expect, test } from '@jest/globals';
import { renewalDue } from '../../../server/model/archive/renewal-due.ts';

const DAY = 86_400_000;
const dates = { renewedAt: 1000 * DAY, lead: 90 * DAY, protectedEnds: [], newestEnds: [5000 * DAY], nextUpdate: null };
const dueDay = (changes: Partial<Parameters<typeof renewalDue>[0]>) => renewalDue({ ...dates, ...changes }) / DAY;

describe('a copy is due', () => {
  test('the lead before the end of what the newest time-stamp rests on', () => {
    expect(dueDay({})).toBe(4910);
    expect(dueDay({ newestEnds: [5000 * DAY, 3000 * DAY] })).toBe(2910);
  });

  test('before the signer ends, once', () => {
    expect(dueDay({ protectedEnds: [2000 * DAY] })).toBe(1910);
    expect(dueDay({ protectedEnds: [2000 * DAY], renewedAt: 1910 * DAY })).toBe(4910);
    expect(dueDay({ protectedEnds: [2000 * DAY], renewedAt: 2500 * DAY })).toBe(4910);
  });

  test.each([
    [4910, 4955],
    [4955, 4977.5],
    [4998, 4999],
    [4999.5, 5000.5],
    [5000, 5001],
  ])('renewed on day %d with nobody new, again on day %d', (renewed, expected) => {
    expect(dueDay({ renewedAt: renewed * DAY })).toBe(expected);
  });

  test('when newer revocation data are there, where it lacks them, and never before now', () => {
    expect(dueDay({ nextUpdate: 1007 * DAY })).toBe(1007);
    expect(dueDay({ nextUpdate: 900 * DAY })).toBe(1000);
  });
});
