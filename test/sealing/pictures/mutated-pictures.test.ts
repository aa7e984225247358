/** Whatever is done to a picture, it is refused by a code, or comes out as what a seal may be; it never throws. */
import { describe, expect, test } from '@jest/globals';
import { FIELD_CODES } from '#core/confirmation/errors.ts';
import type { SealPicture } from '../../../server/model/seals/seal.ts';
import { cleanPicture } from '../../../server/sealing/pictures/clean-picture.ts';
import { pngBytes, SEAL_SVG } from '../../support/seal-pictures.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { seedOf, shareOf } from '../../support/test-share.ts';

const RUNS = shareOf(4_000);
/** What is put into an SVG at any place. */
const PIECES = [
  '<script>1</script>',
  ' onload="1"',
  ' href="#a"',
  ' fill="url(#a)"',
  ' style="fill:url(#a)"',
  '<use href="#a"/>',
  '<text>1</text>',
  '<!DOCTYPE svg>',
  '<![CDATA[',
  ']]>',
  '&lt;script&gt;',
  '&#60;script/&#62;',
  '&quot; onload=&quot;1',
  '<!--',
  '-->',
  '<?x ?>',
  '\u0000',
  '9e999',
  '"',
  '<',
  '/>',
  'é印',
];
const ELEMENTS = 'g|path|circle|ellipse|rect|line|polyline|polygon';
/** The whole language of what comes out: no other element, no reference, no character that could end a value. */
const CLEAN = new RegExp(
  `^<svg xmlns="http://www.w3.org/2000/svg" viewBox="[\\d. -]+"(?: [\\w-]+="[\\w\\s#(),.%+-]*")*>(?:</?(?:${ELEMENTS})(?: [\\w-]+="[\\w\\s#(),.%+-]*")*>)+</svg>$`,
);

describe('mutated', () => {
  const random = seededRandom(seedOf(17));
  const below = (most: number) => Math.floor(random() * most);

  test('SVG', () => {
    const outcomes = Array.from({ length: RUNS }, () => cleanPicture({ kind: 'svg', content: mutatedText() }));
    for (const outcome of outcomes) {
      if (outcome.kind === 'cleaned') expect(outcome.picture.content).toMatch(CLEAN);
      else expect(FIELD_CODES).toContain(outcome.code);
    }
    // Neither all nor nothing, or the mutations would try little.
    expect(new Set(outcomes.map(({ kind }) => kind)).size).toBe(2);
  });

  test('PNG', () => {
    const whole = pngBytes({ width: 300, height: 300 });
    for (let run = 0; run < RUNS / 4; run++) {
      const bytes = whole.slice(0, run % 3 === 0 ? below(whole.length) : whole.length);
      for (let change = 0; change <= run % 4; change++) bytes[below(bytes.length)] = below(256);
      const outcome = cleanPicture(asPng(bytes));
      if (outcome.kind === 'refused') expect(FIELD_CODES).toContain(outcome.code);
    }
  });

  function mutatedText(): string {
    let text = SEAL_SVG;
    for (let change = 0; change <= below(3); change++) {
      const at = below(text.length);
      const piece = PIECES[below(PIECES.length)] ?? '';
      text = text.slice(0, at) + piece + text.slice(at + below(3));
    }
    return text;
  }
});

function asPng(bytes: Uint8Array): SealPicture {
  return { kind: 'png', content: Buffer.from(bytes).toString('base64') };
}
