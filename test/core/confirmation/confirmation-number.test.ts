import { describe, expect, test } from '@jest/globals';
import {
  checkCharacter,
  formatConfirmationNumber,
  parseConfirmationNumber,
} from '#core/confirmation/confirmation-number.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const parts = { makerCode: 'XHM', year: 2026, sequence: 123 };
const number = formatConfirmationNumber(parts);
const compact = number.replaceAll('-', '');

describe('check character', () => {
  // Published MOD 37,36 examples: a Global Release Identifier, and the two check characters each of two ISANs.
  test.each([
    ['A12425GABC1234002', 'M'],
    ['00000000D07A0090', 'Q'],
    ['00000000D07A009000000000', 'X'],
    ['000000018CFA0000', 'I'],
    ['000000018CFA000000000000', 'K'],
  ])('of %s is %s', (text, check) => expect(checkCharacter(text)).toBe(check));

  test('refuses what is neither letter nor digit', () => {
    for (const text of ['a', 'A-B', ' ', 'Ä']) expect(() => checkCharacter(text)).toThrow(RangeError);
  });

  test('notices every wrong character', () => {
    const body = compact.slice(0, -1);
    for (let at = 0; at < body.length; at += 1)
      for (const other of ALPHABET.replace(body.charAt(at), ''))
        expect(checkCharacter(`${body.slice(0, at)}${other}${body.slice(at + 1)}`)).not.toBe(compact.at(-1));
  });

  test('notices nearly every swap of neighbours: a hybrid system misses one pair in 630, always successive values', () => {
    let missed = 0;
    for (const left of ALPHABET)
      for (const right of ALPHABET.slice(ALPHABET.indexOf(left) + 1)) {
        const same = checkCharacter(`ASC${left}${right}7`) === checkCharacter(`ASC${right}${left}7`);
        if (!same) continue;
        missed += 1;
        expect([1, 35]).toContain(ALPHABET.indexOf(right) - ALPHABET.indexOf(left));
      }
    expect(missed).toBeLessThanOrEqual(1);
  });
});

describe('format', () => {
  test('spells prefix, maker, year, seven digits and check character', () => {
    expect(number).toMatch(/^ASC-XHM-2026-0000123[0-9A-Z]$/);
  });

  test.each([
    { ...parts, makerCode: '' },
    { ...parts, makerCode: 'xhm' },
    { ...parts, makerCode: 'X-M' },
    { ...parts, makerCode: 'A'.repeat(13) },
    { ...parts, year: 999 },
    { ...parts, year: 2026.5 },
    { ...parts, sequence: 0 },
    { ...parts, sequence: 10_000_000 },
    { ...parts, sequence: Number.NaN },
  ])('refuses %p', (wrong) => expect(() => formatConfirmationNumber(wrong)).toThrow(RangeError));
});

describe('parse', () => {
  test.each([
    number,
    number.toLowerCase(),
    ` ${number}\n`,
    compact,
    number.replaceAll('-', ' - '),
    number.replaceAll('-', '\uff0d'),
    number.replaceAll('-', '\u2011'),
    number.replaceAll('-', '\u2014'),
    number.replaceAll('-', '\u2212'),
    number.replaceAll('-', '\u200b-'),
    number.replace('ASC', 'АЅС'),
    `${number}\0`,
    `*${number}*`,
    `]Q3${number}`,
    `]Q3https://check.example/?number=${number}`,
    [...number].map((c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join(''),
  ])('reads %p', (text) => expect(parseConfirmationNumber(text)).toEqual({ ...parts, number }));

  test.each([
    '',
    'ASC',
    number.slice(0, -1),
    `${number}0`,
    number.replace('XHM', 'XHN'),
    number.replace('ASC', 'ASD'),
    number.replace('-', '_'),
    `ASC-XHM-2026-0000000${checkCharacter('ASCXHM20260000000')}`,
    `ASC-XHM-0026-0000001${checkCharacter('ASCXHM00260000001')}`,
  ])('gives null for %p', (text) => expect(parseConfirmationNumber(text)).toBeNull());

  test('gives null for text far too long, without reading it', () => {
    expect(parseConfirmationNumber(`${number}${'-'.repeat(100_000)}`)).toBeNull();
  });

  test('gives back what format was given, also for makers that are all digits', () => {
    for (const makerCode of ['1', '2026', '202600000010', 'ASC', 'Z9Z9Z9Z9Z9Z9'])
      for (const sequence of [1, 9, 4711, 9_999_999]) {
        const each = { makerCode, year: 2031, sequence };
        expect(parseConfirmationNumber(formatConfirmationNumber(each))).toMatchObject(each);
      }
  });
});
