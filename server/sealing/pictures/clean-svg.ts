import { parseXml, XmlComment, type XmlDocument, XmlElement, type XmlNode, XmlText } from '@rgrove/parse-xml';
import { PictureRefused } from './picture-refused.ts';
import { cleanAttributes } from './svg-attributes.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Bounds of the text, in characters, and of what is in it. */
const MOST = { characters: 262_144, elements: 2_000, depth: 24 };
/** How far a side may be longer than the other: a seal is round, and its picture is cut to its rim. */
const SQUARE = 1.02;

const DRAWN = new Set(['g', 'path', 'circle', 'ellipse', 'rect', 'line', 'polyline', 'polygon']);
/** Nothing of a drawing: what editors write for themselves. No reference is allowed, so definitions draw nothing. */
const DROPPED = /^(?:title|desc|metadata|(?:sodipodi|inkscape):[\w-]+)$/;
const DEFINITIONS = new Set(['linearGradient', 'radialGradient', 'stop', 'clipPath']);
const TEXT = new Set(['text', 'tspan', 'textPath', 'tref', 'altGlyph', 'font', 'glyph']);
const REFERENCES = new Set(['use', 'image', 'feImage', 'a', 'mpath', 'cursor']);

/**
 * Writes an SVG anew from the shapes, paints and transforms that are allowed in it (SVG 1.1, chapters 7 to 11): no text
 * that a font would have to draw, no scripts, style sheets, animations, filters, entities, and no reference to anything, be
 * it in the file itself. What is neither drawn nor known to be idle refuses the whole picture with `PictureRefused`.
 */
export function cleanSvg(content: string): string {
  if (content.length > MOST.characters) throw new PictureRefused('picture-too-large', { most: MOST.characters });
  const root = readRoot(content);
  const counted = { elements: 0 };
  const body = root.children.map((child) => rewrite(child, 1, counted)).join('');
  if (body === '') throw new PictureRefused('picture-not-readable');
  const { viewBox, width: _width, height: _height, x: _x, y: _y, preserveAspectRatio: _fit, ...rest } = root.attributes;
  const { xmlns: _xmlns, zoomAndPan: _zoom, ...own } = rest;
  return `<svg xmlns="${SVG}" viewBox="${boxOf(viewBox, root.attributes)}"${attributeText(own)}>${body}</svg>`;
}

function readRoot(content: string): XmlElement {
  // An entity can only be declared in a document type: without one there is nothing to expand.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(content)) throw new PictureRefused('picture-forbidden', { what: '<!DOCTYPE' });
  const root = parsed(content).root;
  if (root === null || root.name !== 'svg' || root.attributes.xmlns !== SVG)
    throw new PictureRefused('picture-not-readable');
  return root;
}

/**
 * What is nested so deep that the parser cannot follow is a fault of the file, too. Line ends are made one character here
 * (XML 1.0, §2.11): the parser's own way of doing it takes the square of their number.
 */
function parsed(content: string): XmlDocument {
  try {
    return parseXml(content.replaceAll(/\r\n?/g, '\n'));
  } catch (cause) {
    throw new PictureRefused('picture-not-readable', {}, { cause });
  }
}

function rewrite(node: XmlNode, depth: number, counted: { elements: number }): string {
  if (node instanceof XmlComment) return '';
  if (node instanceof XmlText) return idleText(node);
  if (!(node instanceof XmlElement)) throw new PictureRefused('picture-forbidden', { what: '<?' });
  counted.elements += 1;
  if (depth > MOST.depth || counted.elements > MOST.elements) throw new PictureRefused('picture-too-complex', MOST);
  const { name, children } = node;
  if (DROPPED.test(name)) return '';
  const inner = () => children.map((child) => rewrite(child, depth + 1, counted)).join('');
  if (name === 'defs' || DEFINITIONS.has(name)) {
    inner();
    return '';
  }
  if (!DRAWN.has(name)) throw refusalOf(name);
  return `<${name}${attributeText(node.attributes)}>${inner()}</${name}>`;
}

function refusalOf(name: string): PictureRefused {
  if (TEXT.has(name)) return new PictureRefused('picture-has-text');
  if (REFERENCES.has(name)) return new PictureRefused('picture-refers-elsewhere', { what: name });
  return new PictureRefused('picture-forbidden', { what: `<${name.slice(0, 40)}>` });
}

/** Between shapes stands white space only. */
function idleText({ text }: XmlText): string {
  if (text.trim() !== '') throw new PictureRefused('picture-has-text');
  return '';
}

/** The forms of the values leave no character that XML would have to escape. */
function attributeText(attributes: Readonly<Record<string, string>>): string {
  return [...cleanAttributes(attributes)].map(([name, value]) => ` ${name}="${value}"`).join('');
}

/** The part of the plane that is the seal, from `viewBox` or the size. */
function boxOf(viewBox: string | undefined, { width, height }: Readonly<Record<string, string>>): string {
  const box = (viewBox ?? `0 0 ${Number.parseFloat(width ?? '')} ${Number.parseFloat(height ?? '')}`)
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [left = Number.NaN, top = Number.NaN, across = Number.NaN, down = Number.NaN] = box;
  const isSane = box.length === 4 && [left, top, across, down].every((number) => Math.abs(number) <= 1_000_000);
  if (!isSane || across < 1e-3 || down < 1e-3) throw new PictureRefused('picture-not-readable');
  if (Math.max(across, down) > Math.min(across, down) * SQUARE) throw new PictureRefused('picture-not-square');
  return box.join(' ');
}
