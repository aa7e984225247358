import { describe, expect, test } from '@jest/globals';
import { typesetConfirmation } from '../../../server/sealing/typeset/typeset-confirmation.ts';
import { unprintableCharacters } from '../../../server/sealing/typeset/unprintable-text.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { SAMPLE } from '../../support/typeset-content.ts';

describe('unprintableCharacters', () => {
  test.each([
    ['星河牌 XINGHE № 1 «Тест» Қазақстан'],
    ['شارع الملك فهد، الرياض ١٢'],
    ['Avenida Luís Carlos – São Paulo, Toshkent koʻchasi'],
    [''],
  ])('finds nothing in %j', (text) => {
    expect(unprintableCharacters(text)).toEqual([]);
  });

  test.each([
    ['control characters', 'a\u0000\n\tb', ['\u0000', '\n', '\t']],
    ['bidi overrides', 'a\u202eb\u2066', ['\u202e', '\u2066']],
    ['what nobody sees', 'a\u200bb\u00adc\ufe0f', ['\u200b', '\u00ad', '\ufe0f']],
    ['private use', '\ue000\u{f0000}', ['\ue000', '\u{f0000}']],
    ['a lone surrogate', 'a\ud83d', ['\ud83d']],
    ['line and paragraph separators', '\u2028\u2029', ['\u2028', '\u2029']],
    ['pictures, and each only once', '😀a😀', ['😀']],
    ['scripts without a font', 'ประเทศไทย'.slice(0, 1), ['ป']],
  ])('finds %s', (_, text, expected) => {
    expect(unprintableCharacters(text)).toEqual(expected);
  });

  test('what it lets through can be typeset', () => {
    const random = seededRandom(20260203);
    const printable: string[] = [];
    while (printable.length < 1500) {
      const character = String.fromCodePoint(Math.floor(random() * (printable.length % 3 === 0 ? 0x3000 : 0x20000)));
      if (unprintableCharacters(character).length === 0) printable.push(character);
    }
    for (let from = 0; from < printable.length; from += 100) {
      const name = printable.slice(from, from + 100).join('');
      expect(() => typesetConfirmation({ ...SAMPLE, exporter: { ...SAMPLE.exporter, name } })).not.toThrow();
    }
  });
});
