import type { IntlMessageFormat } from 'intl-messageformat';

type Pattern = ReturnType<IntlMessageFormat['getAst']>;
type Element = Pattern[number];

/** Around each value until the text is whole: noncharacters, which no text holds. */
const OPEN = '\uFDD0';
const CLOSE = '\uFDD1';
const SPACE_BEFORE = /(?<=[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”]\uFDD1?) \uFDD0(?=[\p{Script=Han}《“（])/gu;
const SPACE_AFTER = /(?<=[\p{Script=Han}》”）])\uFDD1 (?=[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”])/gu;
const MARKS = /[\uFDD0\uFDD1]/gu;

/** A pattern whose values are marked, for `withoutIdleSpaces`. */
export function markValues(pattern: Pattern): Pattern {
  return pattern.flatMap((element) =>
    element.type === 0 ? [element] : [mark(OPEN), markInside(element), mark(CLOSE)],
  );
}

/**
 * Chinese sets a space between Chinese and Latin letters or digits, none between Chinese ones: a pattern cannot know
 * which of them its value begins and ends with. Spaces inside a value stay: the text may be about them.
 */
export function withoutIdleSpaces(marked: string): string {
  const single = marked.replaceAll(OPEN + OPEN, OPEN).replaceAll(CLOSE + CLOSE, CLOSE);
  return single.replaceAll(SPACE_BEFORE, '').replaceAll(SPACE_AFTER, '').replaceAll(MARKS, '');
}

function mark(value: string): Element {
  return { type: 0, value };
}

function markInside(element: Element): Element {
  if (!('options' in element)) return element;
  const options = Object.entries(element.options).map(([key, option]) => [
    key,
    { ...option, value: markValues(option.value) },
  ]);
  return { ...element, options: Object.fromEntries(options) };
}
