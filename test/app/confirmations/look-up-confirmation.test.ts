import { describe, expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { lookUpConfirmation } from '../../../server/app/confirmations/look-up-confirmation.ts';
import type { FoundLine } from '../../../server/ports/line-look-up.ts';
import { CONTENT, RECORD, VIN } from '../../support/perfect-evidence.ts';

const number = formatConfirmationNumber({ makerCode: 'XHM', year: 2026, sequence: 7 });
const line: FoundLine = { vin: VIN, destination: 'KZ', standing: { status: 'live' }, test: true };

const NEVER_RESTORED = { state: async () => null, mayBeLost: async () => false };

function lookUpsOf(lines: readonly FoundLine[], isIssued = true) {
  const asked: string[] = [];
  const missed: (readonly [string, string])[] = [];
  const deps = {
    lookUps: {
      linesByTail: async (...args: readonly unknown[]) => {
        asked.push(args.join(' '));
        return lines;
      },
      isIssued: async () => isIssued,
    },
    registry: { find: async () => RECORD },
    recovery: NEVER_RESTORED,
    countMiss: async (typed: string, kind: string) => void missed.push([typed, kind]),
  };
  return { deps, asked, missed };
}

describe('the public look-up', () => {
  test('tells of one line, asked for by the normalised number and tail', async () => {
    const { deps, asked, missed } = lookUpsOf([line]);
    const { destination, standing, test: isTest } = line;
    expect(await lookUpConfirmation(deps, { number: number.toLowerCase(), vinTail: ' 00-0001 ' })).toEqual({
      ok: true,
      value: { number, destination, standing, test: isTest, model: CONTENT.vehicles[0]?.model, registered: null },
    });
    expect(asked).toEqual([`${number} 000001 2`]);
    expect(missed).toEqual([]);
  });

  test('asks at once what does not depend on an answer: a store in another place is waited for twice, not four times', async () => {
    const { deps } = lookUpsOf([line]);
    let [asking, waits] = [0, 0];
    const slowly =
      <Given extends readonly unknown[], Value>(work: (...given: Given) => Promise<Value>) =>
      async (...given: Given): Promise<Value> => {
        if (asking === 0) waits += 1;
        asking += 1;
        await new Promise(setImmediate);
        asking -= 1;
        return work(...given);
      };
    const found = await lookUpConfirmation(
      {
        ...deps,
        lookUps: { ...deps.lookUps, linesByTail: slowly(deps.lookUps.linesByTail) },
        registry: { find: slowly(deps.registry.find) },
        recovery: { state: slowly(NEVER_RESTORED.state), mayBeLost: slowly(NEVER_RESTORED.mayBeLost) },
      },
      { number, vinTail: '000001' },
    );
    expect([found.ok, waits]).toEqual([true, 2]);
  });

  test('tells who knows the whole VIN what was registered of it', async () => {
    const { deps } = lookUpsOf([line]);
    const [vehicle] = CONTENT.vehicles;
    expect(await lookUpConfirmation(deps, { number, vinTail: VIN })).toMatchObject({
      ok: true,
      value: { registered: { vehicle, exporter: CONTENT.exporter, outlets: [{ id: 'KZ-01' }] } },
    });
  });

  test.each([
    { name: 'no number', lines: [], isIssued: false, kind: 'unknown-number' },
    { name: 'no line', lines: [], isIssued: true, kind: 'unknown-vin' },
    { name: 'two lines', lines: [line, line], isIssued: true, kind: 'unknown-vin' },
  ])('gives the same answer for $name, and counts what was missed', async ({ lines, isIssued, kind }) => {
    const { deps, missed } = lookUpsOf(lines, isIssued);
    expect(await lookUpConfirmation(deps, { number, vinTail: '000001' })).toEqual({
      ok: false,
      problem: { code: 'confirmation-not-found', data: { asked: 'vehicle', number: '' }, fields: [] },
    });
    expect(missed).toEqual([[number, kind]]);
  });

  test('asks back what cannot be a number or the end of a VIN, without looking', async () => {
    const { deps, asked, missed } = lookUpsOf([line]);
    const typed = number.replace('2026', '2O26');
    expect(await lookUpConfirmation(deps, { number: typed, vinTail: '00001' })).toMatchObject({
      ok: false,
      problem: {
        code: 'request-not-valid',
        fields: [
          { pointer: '/number', code: 'number-mistyped', suggestions: [number] },
          { pointer: '/vinTail', code: 'too-short' },
        ],
      },
    });
    expect(asked).toEqual([]);
    expect(missed).toEqual([[typed, 'mistyped-number']]);
  });
});
