import { ContentTokens } from '#core/pdf/syntax/content-tokens.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { entry, isDict, isStream, nameOf, type PdfStream, type PdfValue } from '#core/pdf/syntax/values.ts';

/** What a widget or another annotation shows of itself as of a revision. */
export type ShownLook = {
  /** The state that it is in, and where all its looks stand in the file: another key, another look. */
  readonly key: string;
  readonly streams: readonly PdfStream[];
};

/** The normal appearance: one stream, or that of the state it is in, or all where it is in none (ISO 32000-2, 12.5.5). */
export function shownLook(file: PdfFile, number: number, revision: number): ShownLook {
  const resolve = (value: PdfValue) => file.objects.resolve(value, revision);
  const annotation = file.objects.object(number, revision)?.value ?? null;
  const looks = isDict(annotation) ? resolve(entry(annotation, 'AP')) : null;
  const normal = isDict(looks) ? resolve(entry(looks, 'N')) : null;
  if (!isDict(annotation) || !isDict(normal)) {
    return isStream(normal) ? { key: String(normal.start), streams: [normal] } : { key: '', streams: [] };
  }
  const state = nameOf(resolve(entry(annotation, 'AS')));
  const all = [...normal.entries.values()].map(resolve).filter(isStream);
  const one = state === null ? null : resolve(entry(normal, state));
  const streams = state === null ? all : [one].filter(isStream);
  return { key: [state, ...all.map(({ start }) => start)].join(' '), streams };
}

const PAINTING = 'f F f* b b* B B* S s Do sh'.split(' ');
const WRITING = ['Tj', 'TJ', "'", '"'];
const PAINTS = new Set([...PAINTING, ...WRITING]);
const SAYS = new Set(['Do', ...WRITING]);

/** Whether a look paints anything; one that cannot be read may. */
export function paints(file: PdfFile, look: PdfStream, revision: number): boolean {
  return hasOperator(file.decode, { look, revision }, PAINTS);
}

/** Whether a look says something by letters, or by what it draws of elsewhere; one that cannot be read may. */
export function says(file: PdfFile, look: PdfStream, revision: number): boolean {
  return hasOperator(file.decode, { look, revision }, SAYS);
}

type Drawn = { readonly look: PdfStream; readonly revision: number };

function hasOperator(decode: PdfFile['decode'], { look, revision }: Drawn, operators: ReadonlySet<string>): boolean {
  try {
    const tokens = new ContentTokens(decode(look, revision));
    for (let operator = tokens.next(); operator !== ''; operator = tokens.next())
      if (operators.has(operator)) return true;
    return false;
  } catch (fault) {
    if (fault instanceof PdfReadError) return true;
    throw fault;
  }
}
