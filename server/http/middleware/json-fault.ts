/** Where a text goes wrong, both counted from 1; a column counts characters. */
export type TextPlace = { readonly line: number; readonly column: number };

/** One token of RFC 8259, or nothing, after white space: a mark, a string, or another scalar. */
const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))?/y;

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

/**
 * The first place at which a text is no JSON (RFC 8259); null where it is. JSON.parse says it in words that differ with the
 * engine, and not for every fault.
 */
export function jsonFaultAt(text: string): TextPlace | null {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [whole = '', mark, string, scalar] = TOKEN.exec(text) ?? [];
    const token = mark ?? string ?? scalar ?? '';
    const start = at + whole.length - token.length;
    const isWhole: boolean = open.length === 0 && expected === 'comma-or-end';
    if (isWhole && start === text.length) return null;
    const kind = string === undefined ? (scalar === undefined ? token : 'scalar') : 'string';
    const next: Expected | null = isWhole ? null : follow(expected, kind, open);
    if (next === null) return placeOf(text, start);
    expected = next;
    TOKEN.lastIndex = start + token.length;
  }
}

/** What may come after that token; null where it may not stand. */
function follow(expected: Expected, kind: string, open: ('{' | '[')[]): Expected | null {
  if (expected === 'colon') return kind === ':' ? 'value' : null;
  if (kind === '}' || kind === ']') return close(expected, kind, open);
  if (expected === 'comma-or-end') return kind === ',' ? (open.at(-1) === '{' ? 'key' : 'value') : null;
  if (expected === 'key' || expected === 'key-or-end') return kind === 'string' ? 'colon' : null;
  if (kind === '{' || kind === '[') {
    open.push(kind);
    return kind === '{' ? 'key-or-end' : 'value-or-end';
  }
  return kind === 'string' || kind === 'scalar' ? 'comma-or-end' : null;
}

function close(expected: Expected, kind: '}' | ']', open: ('{' | '[')[]): Expected | null {
  const mayEnd = expected === 'comma-or-end' || expected === (kind === '}' ? 'key-or-end' : 'value-or-end');
  if (!mayEnd || open.at(-1) !== (kind === '}' ? '{' : '[')) return null;
  open.pop();
  return 'comma-or-end';
}

function placeOf(text: string, at: number): TextPlace {
  const lines = text.slice(0, at).split(/\r\n|\n|\r/);
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}
