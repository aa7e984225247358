import { describe, expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import { madeUpVin } from '../../support/perfect-evidence.ts';

const VIN = '1M8GDM9AXKP042788';
const NUMBER = formatConfirmationNumber({ makerCode: 'XH0', year: 2026, sequence: 1_234_567 });

describe('a VIN', () => {
  test.each([
    [' 1m8 gdm9ax-kp042788 ', VIN],
    ['1М8GDМ9АХКР042788', VIN],
    // A wrong check digit is no slip of typing that could be ruled out: papers hold such VINs.
    ['LGWEF4A51P0123456', 'LGWEF4A51P0123456'],
  ])('%s is read', (typed, text) => expect(readTyped('vin', typed)).toEqual({ kind: 'read', text }));

  test.each([
    ['IM8GDM9AXKPO42788', 'vin-characters', [VIN]],
    ['1M8GDM9AXKPQ42788', 'vin-characters', [VIN]],
    [`*${VIN}*`, 'vin-scanned', [VIN]],
    [`I${VIN}`, 'vin-scanned', [VIN]],
    [`]A0${VIN}`, 'vin-scanned', [VIN]],
    [`]C1I${VIN.replace('042', 'O42')}`, 'vin-scanned', [VIN]],
    ['1M8GDM9AXKP04278Я', 'vin-characters', []],
    [VIN.slice(1), 'vin-length', []],
    ['1'.repeat(61), 'too-long', []],
    ['𝔸'.repeat(17), 'vin-characters', undefined],
  ])('%s is asked back: %s', (typed, code, suggestions) => {
    const asked = readTyped('vin', typed);
    // Mathematical letters are Latin ones in compatibility form.
    if (suggestions === undefined) return expect(asked).toEqual({ kind: 'read', text: 'A'.repeat(17) });
    expect(asked).toMatchObject({ kind: 'ask', code, suggestions });
  });
});

/** Shown from right to left within the text, `88` before `7`: another VIN is seen than is read. */
const STEERED = (text: string) => `${text.slice(0, -3)}\u202E${text.slice(-3)}\u202C`;

describe('signs that change the order in which characters are shown', () => {
  test.each([
    ['vin', STEERED(VIN), VIN, 'vin-characters'],
    ['vin', `\u200E${VIN}`, VIN, 'vin-characters'],
    ['vin-tail', STEERED('042788'), '042788', 'vin-characters'],
    ['number', STEERED(NUMBER), NUMBER, 'number-mistyped'],
  ] as const)('in a %s are asked back with what was read', (kind, typed, meant, code) =>
    expect(readTyped(kind, typed)).toMatchObject({ kind: 'ask', code, suggestions: [meant] }),
  );

  test('are named', () =>
    expect(readTyped('vin', STEERED(VIN))).toMatchObject({ data: { characters: ['U+202E', 'U+202C'] } }));
});

describe('the end of a VIN', () => {
  test.each([
    ['042788', '042788'],
    ['КР 04-2788', 'KP042788'],
    [VIN.toLowerCase(), VIN],
    [madeUpVin(7), madeUpVin(7)],
  ])('%s is read', (typed, text) => expect(readTyped('vin-tail', typed)).toEqual({ kind: 'read', text }));

  test.each([
    ['O4278I', 'vin-characters', ['042781']],
    ['042788*', 'vin-characters', ['042788']],
    ['04278Я', 'vin-characters', []],
    ['12345', 'too-short', []],
    [`*${VIN}*`, 'vin-scanned', [VIN]],
    [`1${VIN}`, 'vin-length', []],
  ])('%s is asked back: %s', (typed, code, suggestions) =>
    expect(readTyped('vin-tail', typed)).toMatchObject({ kind: 'ask', code, suggestions }),
  );
});

describe('a number', () => {
  test('is read however it was typed or scanned', () => {
    for (const typed of [
      NUMBER,
      NUMBER.toLowerCase(),
      NUMBER.replace('ASC', 'АЅС'),
      `https://x.example/en/?number=${NUMBER}`,
    ])
      expect(readTyped('number', typed)).toEqual({ kind: 'read', text: NUMBER });
  });

  test.each([
    ['a letter among the digits', NUMBER.replace('2026', '2O26')],
    ['a letter of another alphabet there', NUMBER.replace('2026', '2О26')],
    ['two letters there', NUMBER.replace('1234567', 'I23456Z').replace('Z', '7')],
    ['a letter for a digit in the code', NUMBER.replace('XH0', 'XHO')],
    ['a digit in the prefix', NUMBER.replace('ASC', 'A5C')],
    ['swapped neighbours', NUMBER.replace('1234', '1243')],
  ])('with %s is asked back', (_name, typed) => {
    const asked = readTyped('number', typed);
    expect(asked).toMatchObject({ kind: 'ask', code: 'number-mistyped' });
    expect(asked.kind === 'ask' && asked.suggestions).toContain(NUMBER);
  });

  test.each(['', 'x', 'ASC', NUMBER.slice(0, -1), `${NUMBER}${'-'.repeat(1000)}`, '𝔸'.repeat(20), 'Я'.repeat(20)])(
    '%j has no number that could be meant',
    (typed) => expect(readTyped('number', typed)).toMatchObject({ code: 'number-mistyped', suggestions: [] }),
  );
});
