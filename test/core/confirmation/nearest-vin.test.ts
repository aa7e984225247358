import { expect, test } from '@jest/globals';
import { nearestVin } from '#core/confirmation/nearest-vin.ts';
import { madeUpVin } from '../../support/perfect-evidence.ts';

const LISTED = ['1M8GDM9AXKP042788', '11111111111111111'];

test.each([
  ['one wrong character', '1M8GDM9AXKP042780', [{ position: 17, typed: '0', listed: '8' }]],
  [
    'two neighbours swapped',
    '1M8GDM9AXKP042878',
    [
      { position: 15, typed: '8', listed: '7' },
      { position: 16, typed: '7', listed: '8' },
    ],
  ],
  ['one left out', '1M8GDM9AXP042788', [{ position: 10, typed: '', listed: 'K' }]],
  ['one too many', '1M8GDM9AXKKP042788', [{ position: 10, typed: 'K', listed: '' }]],
  ['nothing wrong', '1M8GDM9AXKP042788', []],
])('%s', (_, typed, differences) => {
  expect(nearestVin(typed, LISTED)).toEqual({ vin: LISTED[0], differences });
});

test.each(['1M8GDM9AXKPZZZZZZ', '', 'X'.repeat(5000)])('%s is near to none', (typed) => {
  expect(nearestVin(typed, LISTED)).toBeNull();
});

test('of a whole fleet the nearest, and of equals the first', () => {
  const fleet = Array.from({ length: 1000 }, (_, serial) => madeUpVin(serial));
  expect(nearestVin(`${madeUpVin(500).slice(0, 16)}X`, fleet)?.differences).toHaveLength(1);
  expect(nearestVin('1111', ['111A', '111B'])?.vin).toBe('111A');
});
