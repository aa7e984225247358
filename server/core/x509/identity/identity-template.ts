/**
 * How a text in a certificate holds a name and a code: literal text with places in braces. No regular expression: every
 * place but one has a length of its own or ends where its digits do, so each text has one reading at most, found in one
 * pass from either end.
 */

type Token =
  | { readonly kind: 'literal'; readonly text: string }
  /** `{name}`: one or more characters. `{uscc}`: 18 digits and capitals. `{number}`: one to four digits, of no meaning here. */
  | { readonly kind: 'name' | 'uscc' | 'number' };

export type Template = readonly Token[];

/** What of the two facts a text holds. */
export type TemplateReading = { readonly name?: string; readonly uscc?: string };

export type TemplateProblem = 'identity-template-malformed' | 'identity-template-ambiguous';

const MAX_TEMPLATE = 100;
const USCC_LENGTH = 18;
const MOST_DIGITS = 4;

/** The template as it is read, or why it is none: it must have one reading of every text. */
export function parseTemplate(text: string): Template | TemplateProblem {
  const tokens = text.length > MAX_TEMPLATE || /\p{Cc}/u.test(text) ? null : tokensOf(text);
  if (tokens === null) return 'identity-template-malformed';
  return isAmbiguous(tokens) ? 'identity-template-ambiguous' : tokens;
}

function tokensOf(text: string): Template | null {
  const parts = text.split(/(\{[a-z]{1,6}\})/).filter((part) => part !== '');
  const tokens = parts.map(tokenOf);
  return tokens.length === 0 || tokens.includes(null) ? null : tokens.filter((token) => token !== null);
}

function tokenOf(part: string): Token | null {
  if (part === '{name}') return { kind: 'name' };
  if (part === '{uscc}') return { kind: 'uscc' };
  if (part === '{number}') return { kind: 'number' };
  return /[{}]/.test(part) ? null : { kind: 'literal', text: part };
}

function isAmbiguous(tokens: Template): boolean {
  const isRepeated = (kind: Token['kind']) => tokens.filter((token) => token.kind === kind).length > 1;
  if (isRepeated('name') || isRepeated('uscc')) return true;
  return tokens.some(
    (token, index) => token.kind === 'number' && !isBetweenOthers(tokens[index - 1], tokens[index + 1]),
  );
}

/** Digits end where something follows that is no digit: literal text, or nothing at all. */
function isBetweenOthers(before: Token | undefined, after: Token | undefined): boolean {
  const isOther = (token: Token | undefined, edge: (text: string) => string | undefined) =>
    token === undefined || (token.kind === 'literal' && !isDigit(edge(token.text)));
  return isOther(before, (text) => text.at(-1)) && isOther(after, (text) => text[0]);
}

/** What a text says by a template; null where it is not of that form. */
export function readByTemplate(template: Template, text: string): TemplateReading | null {
  const place = template.findIndex(({ kind }) => kind === 'name');
  const before = place === -1 ? template : template.slice(0, place);
  const after = place === -1 ? [] : template.slice(place + 1);
  const first = before.reduce<Rest | null>((rest, token) => take(rest, token, 'start'), { text, uscc: null });
  const last = after.toReversed().reduce<Rest | null>((rest, token) => take(rest, token, 'end'), first);
  if (last === null || (place === -1) !== (last.text === '')) return null;
  return { ...(place === -1 ? {} : { name: last.text }), ...(last.uscc === null ? {} : { uscc: last.uscc }) };
}

type Rest = { readonly text: string; readonly uscc: string | null };

/** What is left of a text without the token at one of its ends. */
function take(rest: Rest | null, token: Token, end: 'start' | 'end'): Rest | null {
  if (rest === null) return null;
  const { text } = rest;
  const length = lengthOf(token, text, end);
  if (length === 0 || length > text.length) return null;
  const [taken, left] =
    end === 'start'
      ? [text.slice(0, length), text.slice(length)]
      : [text.slice(text.length - length), text.slice(0, text.length - length)];
  if (token.kind === 'literal') return taken === token.text ? { ...rest, text: left } : null;
  if (token.kind === 'number') return { ...rest, text: left };
  return isUsccShaped(taken) ? { text: left, uscc: taken } : null;
}

function lengthOf(token: Token, text: string, end: 'start' | 'end'): number {
  if (token.kind === 'literal') return token.text.length;
  if (token.kind === 'uscc') return USCC_LENGTH;
  const digits = end === 'start' ? [...text] : [...text].reverse();
  const count = digits.findIndex((character) => !isDigit(character));
  const length = count === -1 ? digits.length : count;
  return length > MOST_DIGITS ? 0 : length;
}

function isUsccShaped(text: string): boolean {
  return /^[0-9A-Z]{18}$/.test(text);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9' && character.length === 1;
}

/** The text by which a template says a name and a code; a number in it is 1. */
export function writeByTemplate(template: Template, facts: { readonly name: string; readonly uscc: string }): string {
  return template
    .map((token) => (token.kind === 'literal' ? token.text : token.kind === 'number' ? '1' : facts[token.kind]))
    .join('');
}
