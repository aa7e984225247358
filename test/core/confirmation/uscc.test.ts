import { describe, expect, test } from '@jest/globals';
import { completeUscc, inspectUscc, normalizeUscc, usccCheckCharacter } from '#core/confirmation/uscc.ts';

/** The example of GB 32100-2015 itself. */
const STANDARD = '91350100M000100Y43';

describe('a unified social credit code', () => {
  test('of the standard’s example is right', () => {
    expect(inspectUscc(STANDARD)).toEqual([]);
    expect(usccCheckCharacter(STANDARD.slice(0, 17))).toBe('3');
    expect(completeUscc(STANDARD.slice(0, 17))).toBe(STANDARD);
  });

  test('is made plain first', () => {
    expect(normalizeUscc(' 9135 0100-m000\u200b100y43')).toBe(STANDARD);
    expect(normalizeUscc('９１３５０１００Ｍ０００１００Ｙ４３')).toBe(STANDARD);
  });

  test.each([
    [STANDARD.slice(1), ['uscc-length']],
    [STANDARD.replace('M', 'S'), ['uscc-characters']],
    ['91350100I000100Y4', ['uscc-length', 'uscc-characters']],
    [STANDARD.replace('Y43', 'Y44'), ['uscc-check-character']],
    [STANDARD.replace('9135', '9153'), ['uscc-check-character']],
    ['', ['uscc-length']],
  ])('%s: %j', (uscc, codes) => expect(inspectUscc(uscc).map(({ code }) => code)).toEqual(codes));

  test('is not completed from what is no stem', () => {
    expect(() => completeUscc('SHORT')).toThrow(RangeError);
    expect(() => completeUscc('91350100O000100Y4')).toThrow(RangeError);
  });
});
