import { IntlMessageFormat } from 'intl-messageformat';
import type { Locale } from '#core/confirmation/country.ts';
import type { WordData } from '#core/confirmation/errors.ts';
import { joinList } from './join-list.ts';
import { markValues, withoutIdleSpaces } from './space-values.ts';

export type { Locale } from '#core/confirmation/country.ts';

/** The languages of the product (BCP 47), the first being the one of the trade itself. */
export const LOCALES: readonly Locale[] = ['zh-CN', 'en', 'ru'];

/** The texts of one locale: nested objects whose leaves are ICU MessageFormat patterns. */
export type WordTree = { readonly [key: string]: string | WordTree };

/** Everything that is said to people, in one language. */
export type Words = {
  readonly locale: Locale;
  /**
   * The text behind a dotted key (`checks.content-altered.sentence`), its placeholders filled in.
   * A list is joined as the language joins lists. A value that is not given reads as a dash: a verdict must never fail
   * to be shown for want of a detail.
   * @throws {Error} for a key that the locale does not have, which the tests of the locale files rule out
   */
  readonly text: (key: string, data?: WordData) => string;
  /** The same with an ellipsis for every value and the general form of every choice: what is said whatever the case. */
  readonly outline: (key: string) => string;
};

const NOT_GIVEN = '–';
const ELLIPSIS = '…';

/** Makes the words of one locale. A pattern is parsed when it is first asked for. */
export function createWords(locale: Locale, tree: WordTree): Words {
  const patterns = flattenWords(tree);
  const parsed = new Map<string, IntlMessageFormat>();
  const spaced = locale === 'zh-CN';

  function pattern(key: string): IntlMessageFormat {
    const known = parsed.get(key);
    if (known !== undefined) return known;
    const source = patterns.get(key);
    if (source === undefined) throw new Error(`no text "${key}" in ${locale}`);
    const plain = new IntlMessageFormat(source, locale, undefined, { ignoreTag: true });
    const fresh = spaced ? new IntlMessageFormat(markValues(plain.getAst()), locale) : plain;
    parsed.set(key, fresh);
    return fresh;
  }

  function text(key: string, data: WordData = {}): string {
    const filled = String(pattern(key).format(valuesOf(data, locale)));
    return spaced ? withoutIdleSpaces(filled) : filled;
  }
  function outline(key: string): string {
    const outlined = outlineOf(pattern(key).getAst(), '#');
    return spaced ? withoutIdleSpaces(outlined) : outlined;
  }
  return { locale, text, outline };
}

type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** @param count what stands for the number of a plural form */
function outlineOf(ast: Ast, count: string): string {
  return ast.map((element) => partOf(element, count)).join('');
}

/** By the kinds of ICU MessageFormat as the parser numbers them: 0 literal, 5 select, 6 plural, 7 the number of a plural. */
function partOf(element: Ast[number], count: string): string {
  if (element.type === 0) return element.value;
  if (element.type === 7) return count;
  if (element.type !== 5 && element.type !== 6) return ELLIPSIS;
  return outlineOf(element.options.other?.value ?? [], ELLIPSIS);
}

/** Every key of a tree, dotted, with its pattern. */
export function flattenWords(tree: WordTree, prefix = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as const] : [...flattenWords(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

function valuesOf(data: WordData, locale: Locale): Record<string, string | number> {
  const values = Object.entries(data).map(([key, value]) => [
    key,
    typeof value === 'string' || typeof value === 'number' ? value : joinList([...value], locale),
  ]);
  return new Proxy(Object.fromEntries(values), {
    has: () => true,
    get: (given, key) => (Object.hasOwn(given, key) ? Reflect.get(given, key) : NOT_GIVEN),
  });
}
