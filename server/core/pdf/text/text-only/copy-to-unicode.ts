import { latin1 } from '#core/pdf/syntax/characters.ts';

/** Entries of one CMap: as many codes as two bytes have. */
const MOST_ENTRIES = 65_536;
/** Hexadecimal digits of one target: no glyph stands for more letters than a long ligature. */
const MOST_DIGITS = 64;

const SECTION_BEGINS = /begin(bfchar|bfrange)/g;
const TOKEN = /<([\da-fA-F\s]*)>|([[\]])|(\S)/g;

/**
 * The `bfchar` and `bfrange` sections of a /ToUnicode CMap (ISO 32000-2, 9.10.3), written anew within bounds: ranges are
 * written out and long targets cut off, so that whoever reads them cannot be made to fill the memory.
 * Empty where there is none that can be read.
 */
export function copyToUnicode(cmap: Uint8Array): string {
  const lines: string[] = [];
  for (const { kind, body } of sectionsOf(latin1(cmap))) {
    const tokens = tokensOf(body, MOST_ENTRIES * 3 - lines.length);
    if (tokens === null || !(kind === 'bfchar' ? addChars(tokens, lines) : addRanges(tokens, lines))) return '';
    if (lines.length > MOST_ENTRIES) return '';
  }
  if (lines.length === 0) return '';
  const space = lines.every((line) => line.indexOf('>') <= 3) ? '<00> <ff>' : '<0000> <ffff>';
  const head = `/CIDInit /ProcSet findresource begin\nbegincmap\n1 begincodespacerange\n${space}\nendcodespacerange\n`;
  return `${head}${lines.length} beginbfchar\n${lines.join('\n')}\nendbfchar\nendcmap\n`;
}

/** Each from its beginning to the next end of its kind. What has begun and never ends is none, nor is anything of its kind behind it. */
function* sectionsOf(cmap: string): Generator<{ readonly kind: string; readonly body: string }> {
  const endless = new Set<string>();
  let from = 0;
  for (const { 0: begin, 1: kind = '', index } of cmap.matchAll(SECTION_BEGINS)) {
    if (index < from || endless.has(kind)) continue;
    const end = cmap.indexOf(`end${kind}`, index);
    if (end < 0) endless.add(kind);
    else yield { kind, body: cmap.slice(index + begin.length, end) };
    from = end < 0 ? from : end;
  }
}

/** The strings without their brackets, and the marks `[` `]`; null for anything else between them, or too many. */
function tokensOf(body: string, most: number): readonly string[] | null {
  const tokens: string[] = [];
  for (const [, digits, mark] of body.matchAll(TOKEN)) {
    const token = digits === undefined ? mark : digits.replace(/\s+/g, '').slice(0, MOST_DIGITS);
    if (token === undefined || tokens.length > most) return null;
    tokens.push(token);
  }
  return tokens;
}

function addChars(tokens: readonly string[], lines: string[]): boolean {
  for (let at = 0; at + 1 < tokens.length; at += 2) lines.push(`<${tokens[at]}> <${tokens[at + 1]}>`);
  return tokens.length % 2 === 0 && !tokens.includes('[') && !tokens.includes(']');
}

function addRanges(tokens: readonly string[], lines: string[]): boolean {
  for (let at = 0; at < tokens.length; at++) {
    const [first = '', last = '', target = ''] = tokens.slice(at, at + 3);
    const low = Number.parseInt(first, 16);
    const count = Number.parseInt(last, 16) - low + 1;
    if (!(count >= 0 && low + count <= MOST_ENTRIES && lines.length + count <= MOST_ENTRIES)) return false;
    const end = target === '[' ? tokens.indexOf(']', at) : at + 2;
    if (end === -1) return false;
    const listed = target === '[' ? tokens.slice(at + 3, end) : null;
    for (let index = 0; index < count; index++) {
      const text = listed === null ? raised(target, index) : (listed[index] ?? '');
      lines.push(`<${(low + index).toString(16).padStart(first.length, '0')}> <${text}>`);
    }
    at = end;
  }
  return true;
}

/** A target with so much added to its last unit. */
function raised(target: string, by: number): string {
  const unit = Number.parseInt(target.slice(-4), 16) + by;
  return target.slice(0, -4) + (unit & 0xffff).toString(16).padStart(4, '0');
}
