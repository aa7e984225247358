import { describe, expect, test } from '@jest/globals';
import type { SealPicture } from '../../../server/model/seals/seal.ts';
import { cleanPicture } from '../../../server/sealing/pictures/clean-picture.ts';
import { SEAL_SVG, svgOf } from '../../support/seal-pictures.ts';

const svg = (content: string): SealPicture => ({ kind: 'svg', content });
const outcome = (content: string) => {
  const cleaned = cleanPicture(svg(content));
  return cleaned.kind === 'cleaned' ? cleaned.picture.content : cleaned.code;
};
const CIRCLE = '<circle r="4"/>';

test('keeps shapes, paints and transforms, and nothing of the program that drew them', () => {
  expect(outcome(SEAL_SVG)).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">' +
      '<g fill="#c8102e" stroke="none" transform="translate(50,50)">' +
      '<circle r="48" fill="none" stroke="#c8102e" stroke-width="2.5"></circle>' +
      '<path fill-rule="evenodd" d="M0-20 5-6 20-6 8 3 12 18 0 9-12 18-8 3-20-6-5-6z"></path></g></svg>',
  );
});

test('what it wrote it takes again, unchanged', () => {
  expect(outcome(outcome(SEAL_SVG))).toBe(outcome(SEAL_SVG));
});

test('the size stands for a missing viewBox', () => {
  expect(outcome(`<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12px">${CIRCLE}</svg>`)).toContain(
    'viewBox="0 0 12 12"',
  );
});

describe('refuses', () => {
  test.each<[string, string, string]>([
    ['picture-forbidden', 'a script', svgOf('<script>alert(1)</script>')],
    ['picture-forbidden', 'a script among definitions', svgOf(`<defs><script>1</script></defs>${CIRCLE}`)],
    ['picture-forbidden', 'an event handler', svgOf('<circle r="4" onclick="alert(1)"/>')],
    ['picture-forbidden', 'an event handler on the root', svgOf(CIRCLE, 'onload="alert(1)"')],
    [
      'picture-forbidden',
      'a foreign object',
      svgOf('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    ],
    ['picture-forbidden', 'a style sheet', svgOf(`<style>circle{fill:red}</style>${CIRCLE}`)],
    ['picture-forbidden', 'an animation', svgOf('<circle r="4"><animate attributeName="r" to="9"/></circle>')],
    ['picture-forbidden', 'a filter', svgOf(`<filter id="f"/>${CIRCLE}`)],
    ['picture-forbidden', 'a picture in the picture', svgOf('<svg viewBox="0 0 1 1"/>')],
    ['picture-forbidden', 'a shape that is hidden', svgOf('<circle r="4" style="display:none"/>')],
    ['picture-forbidden', 'dashes without end', svgOf('<circle r="4" stroke-dasharray="0.0001"/>')],
    ['picture-forbidden', 'a number beyond bounds', svgOf('<circle r="1e9"/>')],
    ['picture-forbidden', 'such a number in a path', svgOf('<path d="M0 0L1e300 1"/>')],
    ['picture-forbidden', 'such a number in a transform', svgOf('<g transform="scale(99999999)"><circle r="4"/></g>')],
    ['picture-forbidden', 'a transform that is none', svgOf('<g transform="translate(1);alert(1)"/>')],
    ['picture-forbidden', 'a paint that is none', svgOf('<circle r="4" fill="expression(1)"/>')],
    ['picture-forbidden', 'a processing instruction', svgOf(`<?xml-stylesheet href="a.css"?>${CIRCLE}`)],
    ['picture-forbidden', 'a document type', `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">${svgOf(CIRCLE)}`],
    ['picture-forbidden', 'entities that multiply', bomb()],
    [
      'picture-forbidden',
      'an entity that names a file',
      `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svgOf('<path d="&x;"/>')}`,
    ],
    ['picture-not-readable', 'an entity that nobody declared', svgOf('<path d="&x;"/>')],
    ['picture-refers-elsewhere', 'an image', svgOf('<image href="https://example.org/a.png"/>')],
    ['picture-refers-elsewhere', 'an image inside', svgOf('<image href="data:image/png;base64,AAAA"/>')],
    ['picture-refers-elsewhere', 'a link', svgOf(`<a href="https://example.org/">${CIRCLE}</a>`)],
    ['picture-refers-elsewhere', 'a part used again', svgOf(`<g id="g">${CIRCLE}</g><use href="#g"/>`)],
    [
      'picture-refers-elsewhere',
      'a reference by the old name',
      svgOf('<g xlink:href="#g"/>', 'xmlns:xlink="http://www.w3.org/1999/xlink"'),
    ],
    ['picture-refers-elsewhere', 'a paint from elsewhere', svgOf('<circle r="4" fill="url(https://example.org/#p)"/>')],
    ['picture-refers-elsewhere', 'such a paint in a style', svgOf('<circle r="4" style="fill:URL(#p)"/>')],
    ['picture-refers-elsewhere', 'an address in a name that changes nothing', svgOf('<circle r="4" class="url(#p)"/>')],
    ['picture-has-text', 'text', svgOf('<text>印章</text>')],
    ['picture-has-text', 'text among definitions', svgOf(`<defs><text>1</text></defs>${CIRCLE}`)],
    ['picture-has-text', 'loose characters', svgOf(`${CIRCLE}VIN`)],
    ['picture-has-text', 'characters in CDATA', svgOf(`${CIRCLE}<![CDATA[VIN]]>`)],
    ['picture-not-square', 'a long box', svgOf(CIRCLE).replace('0 0 10 10', '0 0 10 11')],
    ['picture-not-readable', 'a box of nothing', svgOf(CIRCLE).replace('0 0 10 10', '0 0 0 0')],
    ['picture-not-readable', 'a box that is none', svgOf(CIRCLE).replace('0 0 10 10', 'NaN 0 1e400 1')],
    ['picture-not-readable', 'no size at all', svgOf(CIRCLE).replace('viewBox="0 0 10 10"', '')],
    ['picture-not-readable', 'nothing drawn', svgOf('')],
    ['picture-not-readable', 'no namespace', svgOf(CIRCLE).replace(/xmlns="[^"]*"/, '')],
    ['picture-not-readable', 'another root', '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['picture-not-readable', 'no XML', 'GIF89a'],
    ['picture-not-readable', 'nothing', ''],
    ['picture-not-readable', 'half a file', SEAL_SVG.slice(0, -20)],
    ['picture-too-complex', 'many shapes', svgOf(CIRCLE.repeat(2_001))],
    ['picture-too-complex', 'deep groups', svgOf(`${'<g>'.repeat(30)}${CIRCLE}${'</g>'.repeat(30)}`)],
    ['picture-not-readable', 'groups without an end', svgOf('<g>'.repeat(80_000))],
    ['picture-forbidden', 'more spaces than a pattern can bear', svgOf(`<g transform="${' '.repeat(250_000)}x"/>`)],
    ['picture-forbidden', 'more digits than a pattern can bear', svgOf(`<circle r="${'1'.repeat(250_000)}x"/>`)],
    ['picture-not-readable', 'more line ends than the parser can bear', svgOf('\r\n'.repeat(130_000))],
    ['picture-too-large', 'more characters than a seal can need', svgOf(`<path d="${'M0 0'.repeat(70_000)}"/>`)],
  ])('%s: %s', (code, _what, content) => {
    expect(outcome(content)).toBe(code);
  });
});

/** The billion laughs. */
function bomb(): string {
  const entities = Array.from({ length: 9 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`);
  return `<!DOCTYPE svg [<!ENTITY e0 "ha">${entities.join('')}]>${svgOf('<path d="&e9;"/>')}`;
}
