import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inspectVin, normalizeVin, vinCheckCharacter } from '#core/confirmation/vin.ts';
import { PAGE_TEMPLATES } from '../../../../server/http/pages/page-folders.ts';

type ReadVin = (text: string) => {
  readonly vin: string;
  readonly problem: string | null;
  readonly count: number;
  readonly characters: readonly string[];
  readonly meant: string | null;
};

let readVin: ReadVin;
beforeAll(async () => {
  ({ readVin } = await import(pathToFileURL(path.join(PAGE_TEMPLATES, 'assets/read-vin.js')).href));
});

/** What the server says of the same text, in the words of the script. */
function judgeOf(text: string) {
  const vin = normalizeVin(text);
  const [problem] = vin === '' ? [] : inspectVin(vin).filter(({ severity }) => severity === 'error');
  const code = problem?.code ?? null;
  return {
    vin,
    problem: code?.replace('vin-', '') ?? null,
    meant: code === 'vin-scanned' || code === 'vin-characters' ? (problem?.suggestions[0] ?? null) : null,
  };
}

const CHARACTERS = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabxОАТТЗІкмνΑΒ*]- .#:车'];
const typed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 22 }),
  fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 15, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKLMNPRSTUVWXYZ'), minLength: 17, maxLength: 17 }),
  fc
    .string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKLMNPRSTUVWXYZ'), minLength: 17, maxLength: 17 })
    .map((vin) => `L${vin.slice(1, 8)}${vinCheckCharacter(`L${vin.slice(1)}`) ?? ''}${vin.slice(9)}`)
    .chain((vin) => fc.constantFrom(vin, `*${vin}*`, `I${vin}`, `]A0${vin}`, `VIN:${vin}`, vin.replaceAll('0', 'O'))),
);

describe('the script that asks a VIN back', () => {
  it('reads every text as the server does', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const { vin, problem, meant } = readVin(text);
        expect({ vin, problem, meant }).toEqual(judgeOf(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['L0XA20WU9TT38754', 'length', null],
    ['LOXA20WU9TT387545', 'characters', 'L0XA20WU9TT387545'],
    ['IL0XA20WU9TT387545', 'scanned', 'L0XA20WU9TT387545'],
    ['*L0XA20WU9TT387545*', 'scanned', 'L0XA20WU9TT387545'],
    [']A0L0XA20WU9TT387545', 'scanned', 'L0XA20WU9TT387545'],
    ['L0XA20WU1TT387545', 'check-digit', null],
    [' l0xа20wu9тт-387545 ', null, null],
    ['', null, null],
  ])('says of %s: %s', (text, problem, meant) => {
    expect(readVin(text)).toMatchObject({ problem, meant });
  });

  it('counts the characters, and names those that no VIN has', () => {
    expect(readVin('IO1')).toMatchObject({ count: 3, characters: ['I', 'O'] });
  });
});
