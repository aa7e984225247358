import { PictureRefused } from './picture-refused.ts';

/** What a drawing may say of itself, and in what form: all else is refused, or dropped where it changes nothing. */

const NUMBER = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
const EACH_NUMBER = new RegExp(NUMBER, 'g');
const LENGTH = new RegExp(`^\\s*${NUMBER}(?:px|pt|mm|cm|in)?\\s*$`);
const SHARE = new RegExp(`^\\s*${NUMBER}%?\\s*$`);
const NUMBERS = /^[\d\s,.eE+-]*$/;
const PATH = /^[MmLlHhVvCcSsQqTtAaZz\d\s,.eE+-]*$/;
const TRANSFORM = /^(?:[\s,]*(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([\d\s,.eE+-]*\))*\s*$/;
const PAINT =
  /^\s*(?:none|inherit|black|white|red|crimson|firebrick|darkred|#[\da-f]{3}|#[\da-f]{6}|rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\))\s*$/i;
const oneOf = (...words: readonly string[]) => new RegExp(`^\\s*(?:${words.join('|')})\\s*$`);

/** Presentation attributes, also in `style`. */
const PRESENTATION: ReadonlyMap<string, RegExp> = new Map([
  ['fill', PAINT],
  ['stroke', PAINT],
  ['fill-rule', oneOf('nonzero', 'evenodd')],
  ['fill-opacity', SHARE],
  ['stroke-opacity', SHARE],
  ['opacity', SHARE],
  ['stroke-width', LENGTH],
  ['stroke-linecap', oneOf('butt', 'round', 'square')],
  ['stroke-linejoin', oneOf('miter', 'round', 'bevel')],
  ['stroke-miterlimit', LENGTH],
]);

const GEOMETRY: ReadonlyMap<string, RegExp> = new Map([
  ['d', PATH],
  ['points', NUMBERS],
  ['transform', TRANSFORM],
  ...['x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'width', 'height'].map(
    (name) => [name, LENGTH] as const,
  ),
]);

/** Names that change nothing in a drawing without text, style sheets or scripts. */
const IDLE =
  /^(?:id|class|version|baseProfile|role|tabindex|lang|enable-background|(?:inkscape|sodipodi|xml|xmlns|data|aria|-inkscape)[:-].*|(?:font|text|word|letter|line|writing|white)-.*|font|direction|dominant-baseline|baseline-shift|clip-rule|(?:shape|image|color|text)-rendering|color|color-interpolation(?:-filters)?|color-profile|solid-(?:color|opacity)|stop-(?:color|opacity)|shape-(?:padding|margin|inside|subtract)|overflow|pointer-events|cursor)$/;
/** Values by which editors say that they make no use of what would change the picture. */
const UNUSED: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^(?:display|visibility)$/, oneOf('inline', 'block', 'visible')],
  [
    /^(?:clip|clip-path|mask|filter|marker(?:-start|-mid|-end)?|stroke-dasharray|vector-effect)$/,
    oneOf('none', 'auto'),
  ],
  [/^(?:mix-blend-mode|isolation|paint-order)$/, oneOf('normal', 'auto')],
];
/** Without dashes their offset is nothing. */
const NO_DASHES = /^stroke-dashoffset$/;

/** Characters of any value but the two that hold a drawing. */
const LONGEST = 400;
const LONG = new Set(['d', 'points']);

/** No coordinate of a seal is larger: beyond, arithmetic of readers ends. */
const LARGEST = 1_000_000;

/** The attributes that stay, checked, in the order in which they stood. Throws `PictureRefused`. */
export function cleanAttributes(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style') for (const [property, part] of declarations(value)) keep(kept, property, part, PRESENTATION);
    else keep(kept, name, value, GEOMETRY.has(name) ? GEOMETRY : PRESENTATION);
  }
  return kept;
}

function keep(kept: Map<string, string>, name: string, value: string, forms: ReadonlyMap<string, RegExp>): void {
  if (value.length > LONGEST && !LONG.has(name))
    throw new PictureRefused('picture-forbidden', { what: shown(name, value) });
  const form = forms.get(name);
  if (form !== undefined) {
    refuseAddress(name, value);
    if (!form.test(value) || !areModest(value))
      throw new PictureRefused('picture-forbidden', { what: shown(name, value) });
    kept.set(name, value.trim());
    return;
  }
  if (/^(?:xlink:)?href$|^src$/i.test(name)) throw new PictureRefused('picture-refers-elsewhere', { what: name });
  refuseAddress(name, value);
  if (IDLE.test(name) || NO_DASHES.test(name)) return;
  if (UNUSED.some(([names, values]) => names.test(name) && values.test(value))) return;
  throw new PictureRefused('picture-forbidden', { what: shown(name, value) });
}

function declarations(style: string): readonly (readonly [string, string])[] {
  return style.split(';').flatMap((declaration) => {
    const colon = declaration.indexOf(':');
    if (declaration.trim() === '') return [];
    if (colon < 0) throw new PictureRefused('picture-forbidden', { what: shown('style', declaration) });
    return [[declaration.slice(0, colon).trim(), declaration.slice(colon + 1)] as const];
  });
}

function refuseAddress(name: string, value: string): void {
  if (/url\s*\(|@import|javascript:/i.test(value))
    throw new PictureRefused('picture-refers-elsewhere', { what: shown(name, value) });
}

function areModest(value: string): boolean {
  const numbers = value.match(EACH_NUMBER) ?? [];
  return numbers.every((number) => Math.abs(Number(number)) <= LARGEST);
}

function shown(name: string, value: string): string {
  return `${name}="${value}"`.slice(0, 60);
}
