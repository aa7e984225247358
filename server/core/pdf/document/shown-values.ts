import { ContentTokens } from '#core/pdf/syntax/content-tokens.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isArray,
  isDict,
  isStream,
  isString,
  nameOf,
  type PdfArray,
  type PdfDict,
  type PdfStream,
  type PdfString,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { readPages } from './page-tree.ts';
import { isSimpleFont, keepsAscii } from './text-font.ts';
import { decodeTextString } from './text-string.ts';

type Resolve = (value: PdfValue) => PdfValue;

/** Whether an appearance shows the value of its text field; `unknown` where nobody can say without drawing it. */
export type Shown = 'same' | 'different' | 'unknown';

export type ShownQuestion = {
  /** With /AP. */
  readonly widget: PdfDict;
  /** As inherited. */
  readonly value: PdfValue;
  readonly flags: number;
  /** Of a choice field (/Opt), resolved; null for others. Of a list that is open the look shows many. */
  readonly options?: PdfValue;
  /** Fonts with encodings of their own are read, too, where these leave the letters of ASCII what they are. */
  readonly encodings?: 'named' | 'ascii';
};

const COMBO = 1 << 17;
/** Fields whose text stands otherwise than it was typed: multiline, password, file, rich text. */
const OTHERWISE = (1 << 12) | (1 << 13) | (1 << 20) | (1 << 25);

/**
 * Compares the letters in the normal appearance of a text field with its value (ISO 32000-2, 12.7.4.3).
 */
export function compareShown(
  file: PdfFile,
  revision: number,
  { widget, value, flags, options = null, encodings = 'named' }: ShownQuestion,
): Shown {
  const resolve: Resolve = (one) => file.objects.resolve(one, revision);
  const text = resolve(value);
  const looks = resolve(entry(widget, 'AP'));
  const normal = isDict(looks) ? resolve(entry(looks, 'N')) : null;
  if (!isString(text) || !isStream(normal) || (flags & OTHERWISE) !== 0) return 'unknown';
  if (isArray(options) && (flags & COMBO) === 0) return 'unknown';
  const resources = resolve(entry(normal.dict, 'Resources'));
  if (!isDict(resources) || entry(resources, 'XObject') !== null || !hasSimpleFonts(resolve, resources, encodings))
    return 'unknown';
  const shown = lettersOf(file, normal, revision);
  if (shown === null) return 'unknown';
  const texts = isArray(options) ? [text, ...namesOf(resolve, options, text)] : [text];
  return texts.some(({ bytes }) => squeezed(shown) === squeezed(decodeTextString(bytes))) ? 'same' : 'different';
}

/** What options that stand for a value are called on the page: [value, name], or the value itself. */
function namesOf(resolve: Resolve, options: PdfArray, { bytes }: PdfString): readonly PdfString[] {
  const value = decodeTextString(bytes);
  return options.flatMap((item) => {
    const option = resolve(item);
    const [exported, name] = isArray(option) ? option.map(resolve) : [];
    return exported !== undefined &&
      isString(exported) &&
      name !== undefined &&
      isString(name) &&
      decodeTextString(exported.bytes) === value
      ? [name]
      : [];
  });
}

function hasSimpleFonts(resolve: Resolve, resources: PdfDict, encodings: 'named' | 'ascii'): boolean {
  const fonts = resolve(entry(resources, 'Font'));
  if (!isDict(fonts)) return true;
  return [...fonts.entries.values()].map(resolve).every((font) => {
    if (!isSimpleFont(resolve, font)) return false;
    const encoding = resolve(entry(font, 'Encoding'));
    return !isDict(encoding) || (encodings === 'ascii' && keepsAscii(resolve, encoding));
  });
}

/** The strings that a content stream shows, one after the other; null where it cannot be read. */
function lettersOf(file: PdfFile, stream: PdfStream, revision: number): string | null {
  try {
    const tokens = new ContentTokens(file.decode(stream, revision));
    let text = '';
    for (let operator = tokens.next(); operator !== ''; operator = tokens.next()) {
      if (operator === 'Do') return null;
      if (!SHOWING.has(operator)) continue;
      for (const operand of tokens.operands.slice(0, tokens.count))
        if (operand instanceof Uint8Array) text += decodeTextString(operand);
    }
    return text;
  } catch (fault) {
    if (fault instanceof PdfReadError) return null;
    throw fault;
  }
}

const SHOWING = new Set(['Tj', 'TJ', "'", '"']);

function squeezed(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '');
}

/** Whether a text field on a page of the newest revision shows another text than its value. */
export function hasDifferingAppearance(file: PdfFile): boolean {
  const resolve: Resolve = (value) => file.objects.resolve(value);
  if (needsAppearances(file, resolve)) return false;
  // Thousands of pages may share one list.
  const lists = new Set(readPages(file).map(({ dict }) => resolve(entry(dict, 'Annots'))));
  return [...lists].some((annotations) => {
    return isArray(annotations) && annotations.some((value) => isDiffering(file, resolve, resolve(value)));
  });
}

/** Only a field and widget in one: a value that is inherited has many widgets, which may be formatted. */
function isDiffering(file: PdfFile, resolve: Resolve, widget: PdfValue): boolean {
  if (!isDict(widget) || nameOf(resolve(entry(widget, 'FT'))) !== 'Tx' || entry(widget, 'AA') !== null) return false;
  const flags = resolve(entry(widget, 'Ff'));
  const field = { widget, value: entry(widget, 'V'), flags: typeof flags === 'number' ? flags : 0 };
  return compareShown(file, file.revisions.length - 1, field) === 'different';
}

function needsAppearances(file: PdfFile, resolve: Resolve): boolean {
  const form = resolve(entry(catalogOf(file), 'AcroForm'));
  return isDict(form) && resolve(entry(form, 'NeedAppearances')) === true;
}
