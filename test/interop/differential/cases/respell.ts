import { choose, type Random } from './choose.ts';

/** Tokens of a value without streams: strings without nested parentheses, delimiters, names, and everything else. */
const TOKEN = /\((?:\\[\s\S]|[^\\()])*\)|<<|>>|<[\da-fA-F\s]*>|\[|\]|\/[^\s()<>[\]{}/%]*|[^\s()<>[\]{}/%]+/g;
const REGULAR_END = /[^\s()<>[\]{}/%]$/;
const REGULAR_START = /^[^\s()<>[\]{}/%]/;
const SPACES = ['', '', '', ' ', '\n', '\r\n', '\t', '\0', '%c\n', ' %a b\r', '\f'] as const;

/**
 * The same value with other white space, comments, and spellings of numbers and names. What stands behind the dictionary of
 * a stream stays. Equal to any reader that follows ISO 32000-2, 7.2 and 7.3.
 * @param odd probability of another spelling, for each token
 */
export function respell(body: string, random: Random, odd: number): string {
  const [, head = body, stream = ''] = /^([\s\S]*?)(\bstream\r?\n[\s\S]*)$/.exec(body) ?? [];
  const tokens = head.match(TOKEN) ?? [];
  let text = '';
  tokens.forEach((token, index) => {
    const isReference = tokens[index + 2] === 'R' || tokens[index + 1] === 'R';
    const next = random() < odd && !isReference ? otherSpelling(token, random) : token;
    const space = random() < odd ? choose(random, SPACES) : '';
    const isGlued = space === '' && REGULAR_END.test(text) && REGULAR_START.test(next);
    text += isGlued ? ` ${next}` : `${space}${next}`;
  });
  return `${text}\n${stream}`;
}

function otherSpelling(token: string, random: Random): string {
  if (/^\d+$/.test(token)) return choose(random, [token, `+${token}`, `0${token}`, `000${token}`]);
  if (/^\/[A-Za-z]+$/.test(token) && !KEPT_NAMES.includes(token)) return withEscape(token, random);
  if (/^\([\x20-\x7e]*\)$/.test(token) && !token.includes('\\')) return asHex(token);
  return token;
}

/** Writers of byte ranges, and those who look for them, take these as text. */
const KEPT_NAMES = ['/ByteRange', '/Contents'];

function withEscape(name: string, random: Random): string {
  const at = 1 + Math.floor(random() * (name.length - 1));
  return `${name.slice(0, at)}#${name.charCodeAt(at).toString(16)}${name.slice(at + 1)}`;
}

function asHex(literal: string): string {
  return `<${Buffer.from(literal.slice(1, -1), 'latin1').toString('hex')}>`;
}

const ADDED = [
  '/OC null',
  '/CropBox null',
  '/Kids null',
  '/F null',
  '/D null',
  '/ca null',
  '/Resources null',
  '/Contents null',
  '/Annots null',
  '/Rotate 9999 0 R',
  '/CropBox 9999 0 R',
  '/UserUnit 1.0',
  '/Type/Page',
  '/DP null',
  '/Length 0',
] as const;

/** The value with one more entry, which says nothing to some readers; a key may be there twice. */
export function withOddEntry(body: string, random: Random): string {
  const entry = choose(random, ADDED);
  const at = random() < 0.5 ? body.indexOf('<<') + 2 : endOfDictionary(body);
  return at < 2 ? body : body.slice(0, at) + entry + body.slice(at);
}

function endOfDictionary(body: string): number {
  const stream = body.search(/>>\s*stream\r?\n/);
  return stream >= 0 ? stream : body.lastIndexOf('>>');
}
