import { isTextFont } from '#core/pdf/document/text-font.ts';
import { latin1, nameWithoutEscapes } from '#core/pdf/syntax/characters.ts';
import { ContentTokens } from '#core/pdf/syntax/content-tokens.ts';
import {
  entry,
  isDict,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { falseIfUnread } from './same-drawing.ts';
import type { View } from './view.ts';

type Forms = { readonly before: PdfDict; readonly after: PdfDict };

/**
 * Whether new default resources, or a new default appearance, leave alone what viewers draw from them: fields without a
 * look of their own, and looks that name a font which they do not bring. A text font of the viewer's own in a name that was
 * missing, and plain black letters, are what viewers take anyway.
 */
export function leavesFieldsAlone(view: View, forms: Forms): boolean {
  const [fonts, fontsNow] = [fontsOf(view.before, forms.before), fontsOf(view.after, forms.after)];
  const added = [...(fontsNow?.entries ?? [])].filter(([name]) => fonts === null || !fonts.entries.has(name));
  const isNewDefault = entry(forms.before, 'DA') === null && entry(forms.after, 'DA') !== null;
  if (isNewDefault && !isPlainDefault(view.after(entry(forms.after, 'DA'))) && hasFieldsWithout(view)) return false;
  if (added.length === 0) return true;
  const awaited = awaitedNames(view, isNewDefault ? forms.after : forms.before);
  return added.every(([name, font]) => !awaited.has(name) || isUsual(view, name, font));
}

function fontsOf(resolve: View['after'], form: PdfDict): PdfDict | null {
  const resources = resolve(entry(form, 'DR'));
  const fonts = isDict(resources) ? resolve(entry(resources, 'Font')) : null;
  return isDict(fonts) ? fonts : null;
}

/** The name that check boxes await is one of pictures. */
function isUsual(view: View, name: string, font: PdfValue): boolean {
  const resolved = view.after(font);
  if (isTextFont(view.after, resolved)) return true;
  const isOurs = isDict(resolved) && [...resolved.entries.keys()].every((key) => PLAIN_FONT.has(key));
  return name === 'ZaDb' && isOurs && nameOf(view.after(entry(resolved, 'BaseFont'))) === 'ZapfDingbats';
}

const PLAIN_FONT = new Set(['Type', 'Subtype', 'BaseFont', 'Name']);

const PLAIN_DEFAULT =
  /^\s*\/[\w+-]+\s+(?:0|[4-9]|1\d|2[0-4])(?:\.0*)?\s+Tf\s+(?:0|0\s+0\s+0|0\s+0\s+0\s+1)\s+(?:g|rg|k)\s*$/;

function isPlainDefault(value: PdfValue): boolean {
  return isString(value) && PLAIN_DEFAULT.test(latin1(value.bytes));
}

/** Fields of text that have neither a look nor a default appearance of their own. */
function hasFieldsWithout({ forms }: View): boolean {
  return [...forms.before.byNumber.values()].some(({ type, dict }) => {
    return (type === 'Tx' || type === 'Ch') && entry(dict, 'AP') === null && entry(dict, 'DA') === null;
  });
}

/** Names of fonts in default appearances, and in looks that bring no fonts. */
function awaitedNames(view: View, form: PdfDict): ReadonlySet<string> {
  const names = new Set<string>(namesIn(view.before(entry(form, 'DA'))));
  for (const { dict } of view.forms.before.byNumber.values()) {
    for (const name of namesIn(view.before(entry(dict, 'DA')))) names.add(name);
    for (const name of namesInLooks(view, dict)) names.add(name);
  }
  return names;
}

function namesIn(appearance: PdfValue): readonly string[] {
  if (!isString(appearance)) return [];
  return [...latin1(appearance.bytes).matchAll(/\/([^\s()<>[\]{}/%]+)/g)].map(([, name = '']) =>
    nameWithoutEscapes(name),
  );
}

function namesInLooks(view: View, widget: PdfDict): readonly string[] {
  const looks = view.before(entry(widget, 'AP'));
  const normal = isDict(looks) ? view.before(entry(looks, 'N')) : null;
  const streams = isDict(normal) ? [...normal.entries.values()].map(view.before) : [normal];
  return streams.filter(isStream).flatMap((stream) => (hasFonts(view, stream) ? [] : fontsSelected(view, stream)));
}

function hasFonts(view: View, { dict }: PdfStream): boolean {
  const resources = view.before(entry(dict, 'Resources'));
  return isDict(resources) && isDict(view.before(entry(resources, 'Font')));
}

function fontsSelected({ file, revision }: View, stream: PdfStream): readonly string[] {
  const names: string[] = [];
  falseIfUnread(() => {
    const tokens = new ContentTokens(file.decode(stream, revision - 1));
    for (let operator = tokens.next(); operator !== ''; operator = tokens.next()) {
      const [name] = tokens.operands;
      if (operator === 'Tf' && typeof name === 'string') names.push(nameWithoutEscapes(name.slice(1)));
    }
    return true;
  });
  return names;
}
