import { describe, expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { lookUpConfirmation } from '../../../server/app/confirmations/look-up-confirmation.ts';
import type { FoundLine, LineLookUp } from '../../../server/ports/line-look-up.ts';

const number = formatConfirmationNumber({ makerCode: 'XHM', year: 2026, sequence: 7 });
const line: FoundLine = { vin: 'ZZ9TEST0000000001', destination: 'KZ', standing: { status: 'live' }, test: true };

const NEVER_RESTORED = { state: async () => null, mayBeLost: async () => false };

function lookUpsOf(lines: readonly FoundLine[]) {
  const asked: string[] = [];
  const lookUps: LineLookUp = {
    linesByTail: async (...args) => {
      asked.push(args.join(' '));
      return lines;
    },
  };
  return { lookUps: { lookUps, recovery: NEVER_RESTORED }, asked };
}

describe('the public look-up', () => {
  test('tells of one line, asked for by the normalised number and tail', async () => {
    const { lookUps, asked } = lookUpsOf([line]);
    const { destination, standing, test: isTest } = line;
    expect(await lookUpConfirmation(lookUps, { number, vinTail: ' 00-0001 ' })).toEqual({
      ok: true,
      value: { number, destination, standing, test: isTest },
    });
    expect(asked).toEqual([`${number} 000001 2`]);
  });

  test.each([
    { name: 'no line', lines: [], number, vinTail: '000001', asks: 1 },
    { name: 'two lines', lines: [line, line], number, vinTail: '000001', asks: 1 },
    { name: 'a short tail', lines: [line], number, vinTail: '00001', asks: 0 },
    { name: 'no number', lines: [line], number: 'ASC', vinTail: '000001', asks: 0 },
  ])('gives the same answer for $name', async ({ lines, asks, name: _, ...request }) => {
    const { lookUps, asked } = lookUpsOf(lines);
    expect(await lookUpConfirmation(lookUps, request)).toMatchObject({
      ok: false,
      problem: { code: 'confirmation-not-found' },
    });
    expect(asked).toHaveLength(asks);
  });
});
